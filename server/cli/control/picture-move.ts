// Pictures of a stopped node go to another place: into a bucket, out of it to where the worlds are, or into
// another bucket. All are copied, and compared with their names, which are the hashes of their bytes; then
// one record says where they are. Cut off before that, they are where they were.
import { createHash } from 'node:crypto'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import { copyPictures } from '../../assets/picture-moving.ts'
import { openFolderFiles } from '../../assets/picture-folder.ts'
import type { BucketAddress } from '../../storage/bucket/bucket-address.ts'
import { picturesInBucket } from '../../storage/bucket/bucket-pictures.ts'
import { openNodeDisk } from '../../storage/opening/node-store.ts'
import { moveIntoBucket } from '../../storage/opening/bucket-claim.ts'
import { leaveBucket, readPicturePlace } from '../../storage/opening/picture-place.ts'
import { parseStoreAddress } from '../../storage/opening/store-address.ts'
import type { PictureFiles } from '../../storage/picture-files.ts'
import { StoreRefusal } from '../../storage/store-refusal.ts'
import { StoreFault } from '../../storage/store.ts'
import { say, type StorePlace } from './cli-command.ts'
import { bucketClient, openBucketOf } from './cli-bucket.ts'
import { CliFault } from './cli-fault.ts'

/** After so many a line says how far it is. */
const TOLD_EACH = 1_000

/** Rejects with a CliFault that says what to do. */
export async function movePictures(place: StorePlace, to: BucketAddress | 'here'): Promise<void> {
  const { data } = place
  try {
    const address = parseStoreAddress(place.store)
    const { store, pictures } = await openNodeDisk(address, { folder: data })
    try {
      const here = { files: pictures ?? (await openFolderFiles(data)), name: placeName(pictures) }
      const before = await readPicturePlace(store)
      const left = before?.bucket ?? null
      const bucket = before && (await openBucketOf(before))
      const from =
        bucket === null || left === null ? here : { files: bucket, name: `the bucket ${left.name}` }
      if (to === 'here') {
        if (from === here) throw new CliFault(`The pictures are in ${here.name} already.`)
        const count = await copyAll(from.files, here.files)
        await leaveBucket(store)
        tell(count, from.name, here.name)
        say(`${from.name} is kept as it was. Delete it when you are sure.`.replace(/^the/, 'The'))
        say('Start the node without --pictures.')
        return
      }
      const parts = { store, folder: address.kind === 'sqlite' ? data : null }
      const client = bucketClient(to)
      const into = `the bucket ${to.name}`
      if (from.name === into) throw new CliFault(`The pictures are in ${into} already.`)
      const count = await moveIntoBucket(client, parts, () => copyAll(from.files, picturesInBucket(client)))
      tell(count, from.name, into)
      say(
        from === here
          ? `The next start removes them from ${here.name}.`
          : `${from.name} is kept as it was. Delete it when you are sure.`.replace(/^the/, 'The'),
      )
      say(`Start the node with INKLAND_PICTURES=${to.origin}/${to.bucket}/${to.prefix}, and its key.`)
    } finally {
      await store.close()
    }
  } catch (error) {
    if (!(error instanceof StoreRefusal || error instanceof StoreFault)) throw error
    throw new CliFault(`${error.message} Nothing was moved.`, { cause: error })
  }
}

const placeName = (database: PictureFiles | null): string =>
  database === null ? 'the data folder' : 'the database'

function tell(count: number, from: string, into: string): void {
  say(`Moved ${count} pictures from ${from} into ${into}.`)
  say('Compared all: the bytes of each are those of its name.')
}

/** Copies all that are whole, and reads each there. */
function copyAll(from: PictureFiles, to: PictureFiles): Promise<number> {
  const whole: PictureFiles = {
    ...to,
    async put(id, bytes) {
      if (createHash('sha256').update(bytes).digest('hex') !== id) throw damaged(id)
      await to.put(id, bytes)
    },
  }
  return copyPictures(from, whole, async (id, count) => {
    const copy = await to.open(id)
    const hash = createHash('sha256')
    for await (const chunk of copy?.stream ?? []) hash.update(chunk as Buffer)
    if (copy === null || hash.digest('hex') !== id) throw damaged(id)
    if (count % TOLD_EACH === 0) say(`Copied ${count} pictures.`)
  })
}

const damaged = (id: PictureId): CliFault =>
  new CliFault(`The picture ${id} is damaged: run doctor to see what to do. Nothing was moved.`)
