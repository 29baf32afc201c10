// Looks at the pictures of a node that are in a bucket: is it this node's, and are the pictures there that
// worlds hold, each as long as it should be? Their bytes are not read: that would cost as much as moving
// them.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BucketClient } from '../bucket/bucket-client.ts'
import { picturesInBucket } from '../bucket/bucket-pictures.ts'
import { readingOf } from '../opening/node-store.ts'
import { assertBucketOf } from '../opening/bucket-claim.ts'
import { readPlaceBeside } from '../opening/place-reading.ts'
import type { StoreAddress } from '../opening/store-address.ts'
import { readDatabaseBeside } from '../postgres/database-reading.ts'
import { recordsOf } from '../postgres/tables/record-table.ts'
import { noted } from '../sqlite/files/note-file.ts'
import { readDatabase } from '../sqlite/folder-inspection.ts'
import { note, trouble, well, type FolderFinding } from './finding.ts'

export async function* examineBucket(
  data: string,
  store: StoreAddress,
  client: BucketClient | null,
): AsyncGenerator<FolderFinding> {
  // Why the store cannot be read is told by whoever looks at it.
  const place = await readPlaceBeside(store, data).catch(() => null)
  if (place === null || place.bucket === null) return
  const { bucket, node } = place
  if (client === null) {
    yield note(
      `The pictures are in the bucket ${bucket.name}, which was not looked at: name it in INKLAND_PICTURES, with its key.`,
    )
    return
  }
  await assertBucketOf(client, { node, bucket })
  const there = new Map<string, number>()
  for await (const { id, bytes } of picturesInBucket(client).list()) there.set(id, bytes)
  let count = 0
  for (const { id, bytes } of await heldIn(store, data)) {
    const found = there.get(id)
    if (found === bytes) count += 1
    else if (found !== undefined || !isInFolder(data, id)) {
      const what = found === undefined ? 'missing' : 'damaged'
      yield trouble(
        `The picture ${id} is ${what} in the bucket ${bucket.name}. Restore it there from a version of its object, or from a copy of the bucket.`,
      )
    }
  }
  yield well(`${count} pictures are in the bucket ${bucket.name}, each as long as it should be.`)
  yield note('Of the bucket nothing here makes backups: use versions of its objects, or a copy of it.')
}

/** One that waits for the next start. */
const isInFolder = (data: string, id: string): boolean => existsSync(join(data, 'assets', id.slice(0, 2), id))

interface HeldPicture {
  readonly id: string
  readonly bytes: number
}

/** The pictures that worlds hold. */
async function heldIn(store: StoreAddress, data: string): Promise<HeldPicture[]> {
  if (store.kind === 'postgres') {
    await using reading = await readDatabaseBeside(readingOf(store.database, data))
    return (await recordsOf(reading.sql, 'asset')).map(({ id, value }) => ({ id, bytes: bytesOf(value) }))
  }
  const rows = readDatabase(data, (database) =>
    database.prepare("SELECT id, value FROM records WHERE kind = 'asset'").all(),
  )
  return rows.map(({ id, value }) => ({ id: String(id), bytes: bytesOf(noted(String(value))) }))
}

const bytesOf = (value: unknown): number =>
  typeof value === 'object' && value !== null && 'bytes' in value ? Number(value.bytes) : Number.NaN
