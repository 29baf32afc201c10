// Opens the store of a node with its data folder. Each belongs to the other: a folder is used by one process at a
// time, and with the worlds that it belongs to.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { cutOffMoves } from './move-note.ts'
import { settleMove } from './move-settling.ts'
import type { DatabaseAddress } from '../postgres/connection/database-address.ts'
import type { ReadingOptions } from '../postgres/database-reading.ts'
import { openDatabase } from '../postgres/postgres-store.ts'
import { DATABASE, lockFolder, makeFolder, whyUnusable } from '../sqlite/files/data-folder.ts'
import { StoreRefusal } from '../store-refusal.ts'
import type { Store } from '../store.ts'
import { bindFolder, lastHolder, noteHolder, readBinding } from './folder-binding.ts'
import { openStoreAt, type StoreAddress, type StoreOptions } from './store-address.ts'

/** Rejects with a StoreRefusal. */
export async function openNodeStore(address: StoreAddress, options: StoreOptions): Promise<Store> {
  const { folder } = options
  settleMove(folder)
  if (address.kind === 'postgres') return openInDatabase(address.database, options)
  const binding = readBinding(folder)
  if (binding === null) return openStoreAt(address, options)
  lockFolder(folder).close()
  throw inDatabase(folder, binding.name)
}

/** The way to read the worlds of a folder beside a node that may be using them. Throws a StoreRefusal. */
export function readingOf(address: DatabaseAddress, folder: string): ReadingOptions {
  const binding = readBinding(folder)
  if (binding === null && existsSync(join(folder, DATABASE))) throw hasWorlds(folder)
  return { address, expected: binding?.id ?? null, cutOff: cutOffMoves(folder) }
}

async function openInDatabase(address: DatabaseAddress, options: StoreOptions): Promise<Store> {
  const { folder, ...others } = options
  const lock = hold(folder)
  let opened: Store | null = null
  try {
    const binding = readBinding(folder)
    if (binding === null && existsSync(join(folder, DATABASE))) throw hasWorlds(folder)
    const known = { expected: binding?.id ?? null, dead: lastHolder(folder), cutOff: cutOffMoves(folder) }
    const { store, id, isNew, holder } = await openDatabase({ address, ...others, ...known })
    opened = store
    if (holder !== null) noteHolder(folder, holder)
    if (binding?.name !== address.name) bindFolder(folder, { id, name: address.name })
    if (binding === null && !isNew) others.logger?.warn({ folder, database: address.name }, NEW_FOLDER)
    return { ...store, close: () => store.close().finally(() => lock.close()) }
  } catch (error) {
    await opened?.close()
    lock.close()
    throw error
  }
}

const NEW_FOLDER =
  'this data folder is new, and has no pictures of this database. If there is another folder for it, stop, remove this one, and name that one with --data'

/** Makes a folder, and holds it until the answer is closed. */
function hold(folder: string): DatabaseSync {
  try {
    makeFolder(folder)
    return lockFolder(folder)
  } catch (error) {
    if (error instanceof StoreRefusal) throw error
    const why = whyUnusable(error) ?? String(error)
    throw new StoreRefusal(
      `The folder ${folder} cannot be used: ${why}. Fix it, or choose another one with --data.`,
      { cause: error },
    )
  }
}

export const inDatabase = (folder: string, name: string): StoreRefusal =>
  new StoreRefusal(
    `The worlds of the folder ${folder} are in the database ${name}: name that one in INKLAND_STORE (or --store), or another folder with --data. To have them in the folder again: npm run inkland -- move --to sqlite.`,
  )

const hasWorlds = (folder: string): StoreRefusal =>
  new StoreRefusal(
    `The folder ${folder} has worlds of its own, in SQLite: move them with “npm run inkland -- move --to STORE”, or choose another folder with --data.`,
  )
