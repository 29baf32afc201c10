// Reads a world out of a data folder or its database, also while a node uses it: nothing is written, and the
// result is one moment of it.
import { readFile } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { buffer } from 'node:stream/consumers'
import type * as Y from 'yjs'
import type { CleanPicture } from '../../../shared/pictures/clean-picture.ts'
import { picturesNamedInDocument } from '../../../shared/pictures/document-pictures.ts'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import type { Address } from '../../../shared/world/address.ts'
import { picturePath } from '../../assets/picture-folder.ts'
import { cleanOrNull } from '../../assets/cleaned-picture.ts'
import { readBinding } from '../../storage/opening/folder-binding.ts'
import { inDatabase, readingOf } from '../../storage/opening/node-store.ts'
import { parseStoreAddress } from '../../storage/opening/store-address.ts'
import type { DatabaseAddress } from '../../storage/postgres/connection/database-address.ts'
import { readDatabaseBeside, whyUnread } from '../../storage/postgres/database-reading.ts'
import { readPicture } from '../../storage/postgres/tables/picture-table.ts'
import { openDocument } from '../../storage/postgres/tables/log-reading.ts'
import { findByAddress } from '../../storage/postgres/tables/world-table.ts'
import { StoreRefusal } from '../../storage/store-refusal.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { picturesOfPlace } from './cli-bucket.ts'
import type { StorePlace } from './cli-command.ts'
import { readDatabase } from '../../storage/sqlite/folder-inspection.ts'
import { createLog } from '../../storage/sqlite/tables/log-table.ts'
import { unpackTail } from '../../storage/update-packing.ts'
import { worldCalls } from '../../storage/sqlite/tables/world-table.ts'
import type { Stored } from '../../storage/store.ts'
import { systemClock } from '../../time/server-clock.ts'
import { copyOfStored } from '../../sync/document/stored-document.ts'
import { trialsHere } from '../../sync/validation/trial-runner.ts'
import { CliFault } from './cli-fault.ts'

/** The pictures that a scene names, from where it was read; one that is not there stays a link. */
export async function readStoredPictures(
  { data, store }: StorePlace,
  scene: Y.Doc,
): Promise<Map<PictureId, CleanPicture>> {
  if (picturesNamedInDocument(scene).size === 0) return new Map()
  const bucket = await picturesOfPlace({ data, store })
  if (bucket !== null) {
    return cleanPictures(scene, async (id) => {
      const open = await bucket.open(id)
      return open === null ? pictureInFolder(data, id) : buffer(open.stream)
    })
  }
  const at = parseStoreAddress(store)
  if (at.kind === 'sqlite') return cleanPictures(scene, (id) => pictureInFolder(data, id))
  await using reading = await readDatabaseBeside(readingOf(at.database, data))
  // One that is still in the folder goes into the database at the next start.
  const { sql } = reading
  return await cleanPictures(scene, async (id) => (await readPicture(sql, id)) ?? pictureInFolder(data, id))
}

const pictureInFolder = (data: string, id: PictureId): Promise<Uint8Array | null> =>
  readFile(picturePath(data, id)).catch(() => null)

async function cleanPictures(
  scene: Y.Doc,
  read: (id: PictureId) => Promise<Uint8Array | null>,
): Promise<Map<PictureId, CleanPicture>> {
  const found = new Map<PictureId, CleanPicture>()
  for (const id of picturesNamedInDocument(scene)) {
    const bytes = await read(id)
    const picture = bytes && cleanOrNull(bytes)
    if (picture) found.set(id, picture)
  }
  return found
}

/** The scene of a world; throws a CliFault that says what to do. */
export async function readStoredScene(place: StorePlace, address: Address): Promise<Y.Doc> {
  try {
    const stored = await readStored(place, address)
    // However it was written, it takes no longer than a node takes to open it.
    return await copyOfStored(stored, { trials: trialsHere(), clock: systemClock, by: address })
  } catch (error) {
    if (error instanceof CliFault) throw error
    if (error instanceof StoreRefusal) throw new CliFault(error.message, { cause: error })
    const why = error instanceof Error ? error.message : String(error)
    throw new CliFault(`The worlds of ${place.data} cannot be read: ${why}.`, { cause: error })
  }
}

async function readStored({ data, store }: StorePlace, address: Address): Promise<Stored> {
  const at = parseStoreAddress(store)
  if (at.kind === 'postgres') return storedInDatabase(at.database, data, address)
  const binding = readBinding(data)
  if (binding !== null) throw inDatabase(data, binding.name)
  return readDatabase(data, (database) => {
    database.exec('BEGIN')
    return storedIn(database, address)
  })
}

function storedIn(database: DatabaseSync, address: Address): Stored {
  const log = createLog(database)
  const { key } = thereOf(worldCalls(database, log).find(address), address)
  const { tail, ...stored } = log.open({ world: key, kind: 'scene' })
  return { ...stored, tail: unpackTail(tail) }
}

async function storedInDatabase(database: DatabaseAddress, data: string, address: Address): Promise<Stored> {
  await using reading = await readDatabaseBeside(readingOf(database, data))
  try {
    const { key } = thereOf(await findByAddress(reading.sql, address), address)
    return await openDocument(reading.sql, { world: key, kind: 'scene' })
  } catch (error) {
    if (error instanceof CliFault) throw error
    throw whyUnread(error, database)
  }
}

function thereOf(world: WorldRecord | null, address: Address): WorldRecord {
  if (world === null) throw new CliFault(`There is no world at ${address}.`)
  if (world.binnedAt !== null) throw new CliFault(`The world at ${address} is in the bin. Restore it first.`)
  return world
}
