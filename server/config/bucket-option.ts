// The bucket of `--pictures`, with what else has to be said of it; and where pictures are moved to.
import { parseBucketAddress, type BucketAddress, type BucketKey } from '../storage/bucket/bucket-address.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import { oneOf, Wrong } from './option-values.ts'

interface BucketWords {
  readonly text: string
  readonly region: string
  /** `yes`, or `no`. */
  readonly plain: string
  readonly key: BucketKey
}

/** Null where nothing is said of one. Throws a Wrong. */
export function bucketOf({ text, region, plain, key }: BucketWords): BucketAddress | null {
  const isPlainAllowed = oneOf('pictures-plain', plain, ['yes', 'no']) === 'yes'
  if (text === '') return null
  try {
    return parseBucketAddress(text, { region, key, isPlainAllowed })
  } catch (error) {
    throw error instanceof StoreRefusal ? new Wrong(error.message, { cause: error }) : error
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/** The bucket that an environment names, for a command. Throws a Wrong. */
export const bucketIn = (environment: Environment): BucketAddress | null =>
  bucketOf(wordsIn(environment, environment['INKLAND_PICTURES'] ?? ''))

/**
 * Where a move of pictures goes: `here` is where the worlds are. What the environment does not say of another
 * bucket is as it says it of the first one. Throws a Wrong.
 */
export function pictureTargetIn(
  environment: Environment,
  said: string | undefined,
): BucketAddress | 'here' | null {
  const text = said ?? environment['INKLAND_MOVE_PICTURES_TO'] ?? ''
  if (text === 'here') return 'here'
  const moved = Object.fromEntries(
    ['REGION', 'PLAIN', 'KEY_ID', 'SECRET'].flatMap((name) => {
      const value = environment[`INKLAND_MOVE_PICTURES_${name}`]
      return value === undefined ? [] : [[`INKLAND_PICTURES_${name}`, value] as const]
    }),
  )
  return bucketOf(wordsIn({ ...environment, ...moved }, text))
}

const wordsIn = (environment: Environment, text: string): BucketWords => ({
  text,
  region: environment['INKLAND_PICTURES_REGION'] ?? '',
  plain: environment['INKLAND_PICTURES_PLAIN'] || 'no',
  key: {
    id: environment['INKLAND_PICTURES_KEY_ID'] ?? '',
    secret: environment['INKLAND_PICTURES_SECRET'] ?? '',
  },
})
