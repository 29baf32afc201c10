// The bucket of `--pictures`, with what else has to be said of it.
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
