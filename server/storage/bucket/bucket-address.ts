// Where pictures are in an S3-compatible store, as `--pictures` says it: `https://HOST/BUCKET/PREFIX`.
import { isLoopback } from '../../network/loopback.ts'
import { StoreRefusal } from '../store-refusal.ts'

export interface BucketAddress {
  /** `https://HOST`, or `http://HOST:PORT`. */
  readonly origin: string
  readonly bucket: string
  /** What the names of all objects begin with: empty, or words that end with `/`. */
  readonly prefix: string
  /** `HOST/BUCKET/PREFIX`, for people. */
  readonly name: string
  /** Null: as the host says it, or else `us-east-1`. */
  readonly region: string | null
  readonly key: BucketKey
}

export interface BucketKey {
  readonly id: string
  readonly secret: string
}

interface BucketAccess {
  readonly region: string
  readonly key: BucketKey
  /** Over plain http, also to other machines. */
  readonly isPlainAllowed: boolean
}

/** The names that buckets can have, and words of a prefix that need no encoding anywhere. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const WORD = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/
const WORDS_MAX = 8

/** Throws a StoreRefusal that does not quote the text: there may be a secret in it. */
export function parseBucketAddress(
  text: string,
  { region, key, isPlainAllowed }: BucketAccess,
): BucketAddress {
  const url = URL.parse(text.trim())
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw malformed()
  if (url.username !== '' || url.password !== '') {
    throw new StoreRefusal(
      '--pictures takes no key: say that in the environment, as INKLAND_PICTURES_KEY_ID and INKLAND_PICTURES_SECRET.',
    )
  }
  const [bucket = '', ...words] = url.pathname.split('/').filter((word) => word !== '')
  if (!BUCKET.test(bucket) || words.length > WORDS_MAX || !words.every((word) => WORD.test(word))) {
    throw malformed()
  }
  if (url.protocol === 'http:' && !isPlainAllowed && !isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'))) {
    throw new StoreRefusal(
      '--pictures takes plain http to this machine alone, since others on the way could read the pictures: use https, or say --pictures-plain.',
    )
  }
  if (key.id === '' || key.secret === '') {
    throw new StoreRefusal(
      '--pictures needs the key of that store in the environment, as INKLAND_PICTURES_KEY_ID and INKLAND_PICTURES_SECRET.',
    )
  }
  if (!/^[a-z0-9-]{0,40}$/.test(region)) {
    throw new StoreRefusal('--pictures-region takes the name of a region, such as eu-central-1.')
  }
  return {
    origin: url.origin,
    bucket,
    prefix: words.map((word) => `${word}/`).join(''),
    name: [url.host, bucket, ...words].join('/'),
    region: region === '' ? null : region,
    key,
  }
}

const malformed = (): StoreRefusal =>
  new StoreRefusal(
    '--pictures takes the address of a bucket in an S3-compatible store, https://HOST/BUCKET or https://HOST/BUCKET/PREFIX.',
  )
