// Which bucket a node keeps its pictures in. The node's own records say it, so that it looks for them nowhere
// else.
import { z } from 'zod'
import type { RecordStore } from '../../records/stored-record.ts'
import { StoreRefusal } from '../store-refusal.ts'

/** The record, and what is in it. */
export const PICTURE_PLACE = { kind: 'picturePlace', id: 'place' } as const

const PicturePlace = z.object({
  /** Names the node, for its buckets. */
  node: z.string().min(1),
  /** Null: pictures are with the worlds. */
  bucket: z
    .object({
      /** `HOST/BUCKET/PREFIX`, as it was last called. */
      name: z.string(),
      /** The bucket says that it is this node's. */
      isClaimed: z.boolean(),
    })
    .nullable(),
})
export type PicturePlace = z.infer<typeof PicturePlace>

export async function readPicturePlace(store: Pick<RecordStore, 'recordsBy'>): Promise<PicturePlace | null> {
  const [record] = await store.recordsBy([PICTURE_PLACE])
  return record === undefined ? null : placeOf(record.value)
}

/** What the record says; throws a StoreRefusal. */
export function placeOf(value: unknown): PicturePlace {
  const place = PicturePlace.safeParse(value)
  if (place.success) return place.data
  throw new StoreRefusal('What this node keeps of where its pictures are is damaged: restore a backup.')
}

export const writePlace = (store: RecordStore, place: PicturePlace): Promise<boolean> =>
  store.changeRecords([{ ...PICTURE_PLACE, value: place }])

/** For a node that is started without a bucket. Rejects with a StoreRefusal where its pictures are in one. */
export async function assertNotInBucket(store: Pick<RecordStore, 'recordsBy'>): Promise<void> {
  const place = await readPicturePlace(store)
  if (place?.bucket) throw inBucket(place.bucket.name)
}

export const inBucket = (name: string): StoreRefusal =>
  new StoreRefusal(
    `The pictures of this node are in the bucket ${name}: name that one in INKLAND_PICTURES (or --pictures), and its key in INKLAND_PICTURES_KEY_ID and INKLAND_PICTURES_SECRET.`,
  )

/** From now on the pictures of a node are where its worlds are. */
export async function leaveBucket(store: RecordStore): Promise<void> {
  const place = await readPicturePlace(store)
  if (place !== null) await writePlace(store, { ...place, bucket: null })
}
