// What goes wrong with a bucket, each in a sentence for whoever runs the node. None has the key in it.
import { DiskFull, StoreFault } from '../store.ts'
import type { BucketAddress } from './bucket-address.ts'

/** The store of pictures cannot do what was asked. */
export class BucketFault extends StoreFault {
  override readonly name = 'BucketFault'
  /** Whether it was started wrongly, and no waiting helps; else it may be away for a while. */
  readonly isForGood: boolean

  constructor(message: string, isForGood: boolean, options?: ErrorOptions) {
    super(message, options)
    this.isForGood = isForGood
  }
}

/** An answer that is none of those that were asked for. */
interface BucketRefusal {
  readonly status: number
  /** What the store calls it; empty where it does not say. */
  readonly code: string
}

const FULL = new Set(['QuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage', 'StorageFull'])
const REGION = new Set(['AuthorizationHeaderMalformed', 'PermanentRedirect', 'TemporaryRedirect'])

export function faultOf(refusal: BucketRefusal, address: BucketAddress): StoreFault {
  const { status, code } = refusal
  const { name } = address
  if (status === 507 || FULL.has(code)) {
    return new DiskFull(`The store of pictures at ${name} is full: make room there.`)
  }
  const words = wordsFor(refusal, address)
  if (words !== null) return new BucketFault(words, true)
  return new BucketFault(
    `The store of pictures at ${name} cannot do this now (${status}${code && `, ${code}`}).`,
    // Whoever answers so speaks another language.
    status < 500 && status !== 429 && status !== 408,
  )
}

/** What whoever starts the node has to do first; null where waiting may help. */
function wordsFor({ status, code }: BucketRefusal, { name, origin, bucket }: BucketAddress): string | null {
  const host = new URL(origin).host
  if (code === 'RequestTimeTooSkewed') {
    return `The clock of this machine and that of ${host} differ too much: set the wrong one.`
  }
  if (REGION.has(code) || (status >= 300 && status < 400)) {
    return `The bucket of ${name} is in another region, or at another address: say which in INKLAND_PICTURES_REGION (or --pictures-region), or in INKLAND_PICTURES (or --pictures).`
  }
  if (status === 401 || status === 403) {
    return `The store of pictures at ${name} refuses the key${code && ` (${code})`}: look whether INKLAND_PICTURES_KEY_ID and INKLAND_PICTURES_SECRET are right, and whether this key may list, read, write and delete there.`
  }
  return code === 'NoSuchBucket'
    ? `There is no bucket ${bucket} at ${host}: make it, or name another one in INKLAND_PICTURES (or --pictures).`
    : null
}

export const isAwayFault = ({ name }: BucketAddress, why: string, cause?: unknown): BucketFault =>
  new BucketFault(
    `The store of pictures at ${name} cannot be reached (${why}): look whether it runs, and whether its address in INKLAND_PICTURES (or --pictures) is right.`,
    false,
    { cause },
  )
