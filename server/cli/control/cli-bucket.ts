// The bucket with a node's pictures, for a command: the node's store says which it is, and the environment
// how it is opened.
import { randomBytes } from 'node:crypto'
import { bucketIn } from '../../config/bucket-option.ts'
import { givenEnvironment } from '../../config/node-config.ts'
import { Wrong } from '../../config/option-values.ts'
import type { BucketAddress } from '../../storage/bucket/bucket-address.ts'
import { createBucketClient, type BucketClient } from '../../storage/bucket/bucket-client.ts'
import { picturesInBucket, type BucketPictures } from '../../storage/bucket/bucket-pictures.ts'
import { assertBucketOf } from '../../storage/opening/bucket-claim.ts'
import { inBucket, type PicturePlace } from '../../storage/opening/picture-place.ts'
import { readPlaceBeside } from '../../storage/opening/place-reading.ts'
import { parseStoreAddress } from '../../storage/opening/store-address.ts'
import { StoreRefusal } from '../../storage/store-refusal.ts'
import { waitingClock } from '../../time/server-clock.ts'
import { WrongUse, type StorePlace } from './cli-command.ts'
import { CliFault } from './cli-fault.ts'

/** For the help of commands. */
export const BUCKET_HELP = `  Pictures in a bucket are read with INKLAND_PICTURES, INKLAND_PICTURES_KEY_ID and INKLAND_PICTURES_SECRET, as
  the node has them.
`

export const bucketClient = (address: BucketAddress): BucketClient =>
  createBucketClient(address, { clock: waitingClock(), random: (bytes) => randomBytes(bytes) })

/** The bucket that the environment names; null: none. Throws a WrongUse. */
export const givenBucket = (): BucketAddress | null => usable(() => bucketIn(givenEnvironment()))

/** What an option says; throws a WrongUse. */
export function usable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof Wrong ? new WrongUse(error.message, { cause: error }) : error
  }
}

/** The pictures of a node that are in a bucket; null: they are with its worlds. Rejects with a CliFault. */
export async function picturesOfPlace({ data, store }: StorePlace): Promise<BucketPictures | null> {
  try {
    const place = await readPlaceBeside(parseStoreAddress(store), data)
    return place === null ? null : await openBucketOf(place)
  } catch (error) {
    throw error instanceof StoreRefusal ? new CliFault(error.message, { cause: error }) : error
  }
}

/** The same, of a place that is known. Rejects with a StoreRefusal. */
export async function openBucketOf(place: PicturePlace): Promise<BucketPictures | null> {
  if (place.bucket === null) return null
  const address = givenBucket()
  if (address === null) throw inBucket(place.bucket.name)
  const client = bucketClient(address)
  await assertBucketOf(client, { ...place, bucket: place.bucket })
  return picturesInBucket(client)
}
