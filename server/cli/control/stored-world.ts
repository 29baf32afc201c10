// Reads a world out of a data folder, also while a node uses it: nothing is written, and the result is one
// moment of it.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type * as Y from 'yjs'
import type { CleanPicture } from '../../../shared/pictures/clean-picture.ts'
import { picturesNamedInDocument } from '../../../shared/pictures/document-pictures.ts'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import type { Address } from '../../../shared/world/address.ts'
import { picturePath } from '../../assets/picture-folder.ts'
import { cleanOrNull } from '../../assets/cleaned-picture.ts'
import { readBinding } from '../../storage/opening/folder-binding.ts'
import { createLog } from '../../storage/sqlite/tables/log-table.ts'
import { unpackTail } from '../../storage/update-packing.ts'
import { worldCalls } from '../../storage/sqlite/tables/world-table.ts'
import type { Stored } from '../../storage/store.ts'
import { systemClock } from '../../time/server-clock.ts'
import { copyOfStored } from '../../sync/document/stored-document.ts'
import { trialsHere } from '../../sync/validation/trial-runner.ts'
import { CliFault } from './cli-fault.ts'

/** How long to wait for a node that is just writing, in ms. */
const BUSY_MS = 5000

/** The pictures that a scene names, out of the same folder; one that is not there stays a link. */
export async function readStoredPictures(data: string, scene: Y.Doc): Promise<Map<PictureId, CleanPicture>> {
  const found = new Map<PictureId, CleanPicture>()
  for (const id of picturesNamedInDocument(scene)) {
    const bytes = await readFile(picturePath(data, id)).catch(() => null)
    const picture = bytes && cleanOrNull(bytes)
    if (picture) found.set(id, picture)
  }
  return found
}

/** The scene of a world; throws a CliFault that says what to do. */
export async function readStoredScene(data: string, address: Address): Promise<Y.Doc> {
  try {
    const stored = readStored(data, address)
    // However it was written, it takes no longer than a node takes to open it.
    return await copyOfStored(stored, { trials: trialsHere(), clock: systemClock, by: address })
  } catch (error) {
    if (error instanceof CliFault) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new CliFault(`The worlds in ${data} cannot be read: ${why}.`, { cause: error })
  }
}

function readStored(data: string, address: Address): Stored {
  const binding = readBinding(data)
  if (binding !== null) {
    throw new CliFault(
      `The worlds of ${data} are in the database ${binding.name}: start the node, and save the world from its menu.`,
    )
  }
  const path = join(data, 'inkland.sqlite')
  if (!existsSync(path))
    throw new CliFault(`There are no worlds in ${data}. Use --data to say where they are.`)
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS })
  try {
    database.exec('BEGIN')
    return storedIn(database, address)
  } finally {
    database.close()
  }
}

function storedIn(database: DatabaseSync, address: Address): Stored {
  const log = createLog(database)
  const world = worldCalls(database, log).find(address)
  if (world === null) throw new CliFault(`There is no world at ${address}.`)
  if (world.binnedAt !== null) throw new CliFault(`The world at ${address} is in the bin. Restore it first.`)
  const { tail, ...stored } = log.open({ world: world.key, kind: 'scene' })
  return { ...stored, tail: unpackTail(tail) }
}
