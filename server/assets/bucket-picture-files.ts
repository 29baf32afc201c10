// The pictures of a node in a bucket. Loaded for a node that has one.
import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { BucketAddress } from '../storage/bucket/bucket-address.ts'
import { createBucketClient, type BucketClient } from '../storage/bucket/bucket-client.ts'
import { BucketFault } from '../storage/bucket/bucket-faults.ts'
import { picturesInBucket } from '../storage/bucket/bucket-pictures.ts'
import { takeBucket } from '../storage/opening/bucket-claim.ts'
import type { PictureFiles } from '../storage/picture-files.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import type { Store } from '../storage/store.ts'
import { systemClock, waitingClock } from '../time/server-clock.ts'

interface BucketNode {
  readonly store: Store
  /** The data folder that the worlds are in; null: they are in a database. */
  readonly folder: string | null
  readonly log: Logger
}

/** The files in the bucket, and whether it could be reached. Rejects with a StoreRefusal, or a StoreFault. */
export async function openInBucket(
  address: BucketAddress,
  { store, folder, log }: BucketNode,
): Promise<{ readonly files: PictureFiles; readonly isReady: boolean }> {
  const parts = { store, folder }
  const files = showBucketPictures(address, log)
  if ((await takeBucket(startClientFor(address), parts)) === 'ready') return { files, isReady: true }
  log.warn('the store of pictures cannot be reached: pictures are not shown or taken until it can')
  const client = clientFor(address, log)
  return { files: whenTaken(files, () => takeBucket(client, parts)), isReady: false }
}

/** Opens them for a process that only shows them. */
export const showBucketPictures = (address: BucketAddress, log: Logger): PictureFiles =>
  picturesInBucket(clientFor(address, log))

/** Whether a bucket can be used, for a process that does not lead. Rejects with a StoreRefusal. */
export async function assertUsableBucket(address: BucketAddress): Promise<void> {
  try {
    for await (const _first of picturesInBucket(startClientFor(address), 1).list()) return
  } catch (error) {
    if (!(error instanceof BucketFault)) throw error
    if (error.isForGood) throw new StoreRefusal(error.message, { cause: error })
  }
}

const random = (bytes: number): Uint8Array => randomBytes(bytes)

const clientFor = (address: BucketAddress, logger: Logger): BucketClient =>
  createBucketClient(address, { clock: systemClock, random, logger })

/** What goes wrong is said once, by the start that it ends. */
const startClientFor = (address: BucketAddress): BucketClient =>
  createBucketClient(address, { clock: waitingClock(), random })

/** Nothing is changed in a bucket until it has said whose it is. */
function whenTaken(files: PictureFiles, take: () => Promise<'ready' | 'away'>): PictureFiles {
  let isTaken = false
  async function taken(): Promise<void> {
    if (isTaken) return
    const how = await take().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      throw new BucketFault(why, true, { cause: error })
    })
    if (how === 'away') throw new BucketFault('The store of pictures cannot be reached yet.', false)
    isTaken = true
  }
  return {
    put: async (id, bytes) => {
      await taken()
      await files.put(id, bytes)
    },
    open: (id) => files.open(id),
    remove: async (id) => {
      await taken()
      await files.remove(id)
    },
    async *list() {
      await taken()
      yield* files.list()
    },
  }
}
