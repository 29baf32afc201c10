// Where the pictures of a node are: in its data folder, in its database, or in a bucket. What is in another
// of these places goes there at the start.
import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { openFolderFiles } from '../assets/picture-folder.ts'
import { bringPictures } from '../assets/picture-moving.ts'
import type { Config } from '../config/node-config.ts'
import type { BucketAddress } from '../storage/bucket/bucket-address.ts'
import { createBucketClient, type BucketClient } from '../storage/bucket/bucket-client.ts'
import { BucketFault } from '../storage/bucket/bucket-faults.ts'
import { picturesInBucket } from '../storage/bucket/bucket-pictures.ts'
import type { NodeDisk } from '../storage/opening/node-store.ts'
import { assertNotInBucket, takeBucket } from '../storage/opening/picture-place.ts'
import type { PictureFiles } from '../storage/picture-files.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import { systemClock, waitingClock } from '../time/server-clock.ts'
import type { NodeBase } from './node-base.ts'

/** Opens them for the process that serves. Rejects with a StoreRefusal, or a StoreFault. */
export async function openNodePictures(
  { config, log }: Pick<NodeBase, 'config' | 'log'>,
  { store, pictures: database }: NodeDisk,
): Promise<PictureFiles> {
  const folder = await openFolderFiles(config.data)
  const inFolder = { files: folder, name: 'the data folder' }
  if (config.pictures === null) {
    await assertNotInBucket(store)
    if (database === null) return folder
    await bringPictures(inFolder, { files: database, name: 'the database' }, log)
    return database
  }
  const parts = { store, folder: config.store.kind === 'sqlite' ? config.data : null }
  const files = picturesInBucket(clientFor(config.pictures, log))
  if ((await takeBucket(startClientFor(config.pictures), parts)) === 'away') {
    log.warn('the store of pictures cannot be reached: pictures are not shown or taken until it can')
    const client = clientFor(config.pictures, log)
    return whenTaken(files, () => takeBucket(client, parts))
  }
  const bucket = { files, name: `the bucket ${config.pictures.name}` }
  await bringPictures(inFolder, bucket, log)
  if (database !== null) await bringPictures({ files: database, name: 'the database' }, bucket, log)
  return files
}

/** Opens them for a process that only shows them: those of its database, unless there is a bucket. */
export const showBucketPictures = ({ pictures }: Config, log: Logger): PictureFiles | null =>
  pictures && picturesInBucket(clientFor(pictures, log))

/** Whether a bucket can be used, for a process that does not lead. Rejects with a StoreRefusal. */
export async function assertUsableBucket({ pictures }: Config): Promise<void> {
  if (pictures === null) return
  try {
    for await (const _first of picturesInBucket(startClientFor(pictures), 1).list()) return
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
