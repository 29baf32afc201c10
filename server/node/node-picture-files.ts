// Where the pictures of a node are: in its data folder, in its database, or in a bucket. What is in another
// of these places goes there at the start.
import { openInBucket } from '../assets/bucket-picture-files.ts'
import { openFolderFiles } from '../assets/picture-folder.ts'
import { bringPictures } from '../assets/picture-moving.ts'
import type { NodeDisk } from '../storage/opening/node-store.ts'
import { assertNotInBucket } from '../storage/opening/picture-place.ts'
import type { PictureFiles } from '../storage/picture-files.ts'
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
  const owned = config.store.kind === 'sqlite' ? config.data : null
  const { files, isReady } = await openInBucket(config.pictures, { store, folder: owned, log })
  if (!isReady) return files
  const bucket = { files, name: `the bucket ${config.pictures.name}` }
  await bringPictures(inFolder, bucket, log)
  if (database !== null) await bringPictures({ files: database, name: 'the database' }, bucket, log)
  return files
}
