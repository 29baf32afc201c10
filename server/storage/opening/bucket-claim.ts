// Whose a bucket is. An object in it says so: no two nodes share one by mistake, and none looks for its
// pictures elsewhere. Loaded for a node that has a bucket.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { RecordStore } from '../../records/stored-record.ts'
import type { BucketClient } from '../bucket/bucket-client.ts'
import { BucketFault } from '../bucket/bucket-faults.ts'
import { picturesInBucket } from '../bucket/bucket-pictures.ts'
import { noted } from '../sqlite/files/note-file.ts'
import { StoreRefusal } from '../store-refusal.ts'
import { StoreFault } from '../store.ts'
import { lastHolder, noteHolder } from './folder-binding.ts'
import { inBucket, readPicturePlace, writePlace, type PicturePlace } from './picture-place.ts'

/** The object that says whose pictures are in a bucket. */
const MARKER = 'inkland-node.json'
/** The note in a data folder: its worlds are in it, so a copy of it would be another node. */
const HOLDER = 'pictures-holder.json'

const Marker = z.object({
  node: z.string(),
  /** Which data folder has it; null: the node's worlds are in a database. */
  holder: z.string().nullable(),
})
type Marker = z.infer<typeof Marker>

interface PlaceParts {
  readonly store: RecordStore
  /** The data folder that the worlds are in; null: they are in a database. */
  readonly folder: string | null
}

/** Rejects with a StoreRefusal where a bucket is not that of a node, and with a StoreFault. */
export async function assertBucketOf(
  client: BucketClient,
  { node, bucket }: PicturePlace & { readonly bucket: { readonly name: string } },
): Promise<void> {
  const marker = await readMarker(client)
  if (marker?.node !== node) throw inBucket(bucket.name)
}

/**
 * Moves a stopped node's pictures into a bucket: `copy` brings them there before the node's records say so,
 * and may fail. Rejects with a StoreRefusal that says what to do, or as `copy` does.
 */
export async function moveIntoBucket<T>(
  client: BucketClient,
  { store, folder }: PlaceParts,
  copy: () => Promise<T>,
): Promise<T> {
  const place = await readPicturePlace(store)
  const node = place?.node ?? randomUUID()
  const { name } = client.address
  const claim = claimOf(await readMarker(client), { node, folder, name })
  // A bucket that was left says the same before and after.
  if (place === null) await writePlace(store, { node, bucket: null })
  await mark(client, claim, folder)
  const copied = await copy()
  await writePlace(store, { node, bucket: { name, isClaimed: true } })
  return copied
}

/**
 * From now on the pictures of a node are in this bucket. `away`: they were before, and it cannot be reached
 * now. Rejects with a StoreRefusal that says what to do.
 */
export async function takeBucket(client: BucketClient, parts: PlaceParts): Promise<'ready' | 'away'> {
  const place = await readPicturePlace(parts.store)
  try {
    await take(client, parts, place)
    return 'ready'
  } catch (error) {
    const isKnown = place?.bucket?.isClaimed === true && place.bucket.name === client.address.name
    if (error instanceof BucketFault && !error.isForGood && isKnown) return 'away'
    if (error instanceof StoreFault) throw new StoreRefusal(error.message, { cause: error })
    throw error
  }
}

async function take(client: BucketClient, parts: PlaceParts, place: PicturePlace | null): Promise<void> {
  const { store, folder } = parts
  const { name } = client.address
  const marker = await readMarker(client)
  const node = place?.node ?? randomUUID()
  const before = place?.bucket ?? null
  const wasClaimed = before?.isClaimed === true
  if (before?.isClaimed === true && before.name !== name && marker?.node !== node) throw inBucket(before.name)
  const claim = claimOf(marker, { node, folder, name })
  if (marker === null && wasClaimed && (await isWithout(client, store))) throw empty(name)
  if (claim.isMarked && wasClaimed && before?.name === name) return
  // Cut off from here on, the next start goes on.
  if (!wasClaimed) await writePlace(store, { node, bucket: { name, isClaimed: false } })
  await mark(client, claim, folder)
  await writePlace(store, { node, bucket: { name, isClaimed: true } })
}

interface BucketClaim {
  readonly marker: Marker
  /** The bucket had none. */
  readonly isNew: boolean
  /** The bucket says so already. */
  readonly isMarked: boolean
}

/** What a bucket is to say. Throws a StoreRefusal where it says that it is somebody else's. */
function claimOf(
  there: Marker | null,
  { node, folder, name }: { readonly node: string; readonly folder: string | null; readonly name: string },
): BucketClaim {
  if (there !== null && there.node !== node) throw ofAnotherNode(name)
  const held = folder === null ? null : lastHolder(folder, HOLDER)
  const isHeld = there !== null && there.holder !== null
  if (isHeld && folder !== null && there.holder !== held) throw ofAnotherFolder(name)
  const holder = folder === null ? null : (held ?? randomUUID())
  return {
    marker: { node, holder },
    isNew: there === null,
    isMarked: there?.holder === holder && there !== null,
  }
}

async function mark(client: BucketClient, claim: BucketClaim, folder: string | null): Promise<void> {
  const { marker, isNew, isMarked } = claim
  if (isMarked) return
  const { holder } = marker
  if (folder !== null && holder !== null) noteHolder(folder, holder, HOLDER)
  await writeMarker(client, marker, isNew)
}

/** Whether a bucket has no pictures at all, and its node knows some. */
async function isWithout(client: BucketClient, store: RecordStore): Promise<boolean> {
  for await (const _first of picturesInBucket(client, 1).list()) return false
  return (await store.records('asset')).length > 0
}

async function readMarker(client: BucketClient): Promise<Marker | null> {
  const { status, text } = await client.ask({ method: 'GET', key: MARKER })
  if (status === 404) return null
  const read = Marker.safeParse(noted(text))
  if (read.success) return read.data
  throw new StoreRefusal(
    `The object ${MARKER} in ${client.address.name} is damaged: look whose pictures these are. If they are this node's, delete it and start again.`,
  )
}

/** Stores that know it refuse to write over what another node has written meanwhile. */
async function writeMarker(client: BucketClient, marker: Marker, isNew: boolean): Promise<void> {
  const body = Buffer.from(JSON.stringify(marker))
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', body)).toString('hex')
  const put = { method: 'PUT', key: MARKER, body, hash } as const
  const headers = { 'content-type': 'application/json' }
  const onlyNew = { ...headers, 'if-none-match': '*' }
  const { status } = await client.ask({ ...put, headers: isNew ? onlyNew : headers }, [409, 412, 501])
  // Not all stores know that condition.
  if (status === 501) await client.ask({ ...put, headers })
  const written = await readMarker(client)
  if (written?.node !== marker.node || written.holder !== marker.holder) {
    throw ofAnotherNode(client.address.name)
  }
}

const ofAnotherNode = (name: string): StoreRefusal =>
  new StoreRefusal(
    `The bucket ${name} has the pictures of another node: choose another prefix. If no other node uses it any more, delete the object ${MARKER} there, and start again.`,
  )

const ofAnotherFolder = (name: string): StoreRefusal =>
  new StoreRefusal(
    `The bucket ${name} belongs to another copy of this data folder, and two nodes would delete each other's pictures: choose another prefix. If that copy is not used any more, delete the object ${MARKER} there, and start again.`,
  )

const empty = (name: string): StoreRefusal =>
  new StoreRefusal(
    `There are no pictures in ${name}, and this node has some: look whether it is the right bucket, and whether somebody emptied it.`,
  )
