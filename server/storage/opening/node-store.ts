// Opens the store of a node with its data folder. Each belongs to the other: a folder is used by one process
// at a time, and with the worlds that it belongs to.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Logger } from 'pino'
import { cutOffMoves } from './move-note.ts'
import { settleMove } from './move-settling.ts'
import type { DatabaseAddress } from '../postgres/connection/database-address.ts'
import type { ReadingOptions } from '../postgres/database-reading.ts'
import { DATABASE, lockFolder, makeFolder, whyUnusable } from '../sqlite/files/data-folder.ts'
import type { ProcessId } from '../lease-store.ts'
import type { NodeDatabase } from '../node-database.ts'
import type { PictureFiles, StoreAndPictures } from '../picture-files.ts'
import { StoreRefusal } from '../store-refusal.ts'
import type { Store } from '../store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { bindFolder, lastHolder, noteHolder, readBinding } from './folder-binding.ts'
import { openStoreAt, type StoreAddress, type StoreOptions } from './store-address.ts'

/** Rejects with a StoreRefusal. */
export const openNodeStore = async (address: StoreAddress, options: StoreOptions): Promise<Store> =>
  (await openNodeDisk(address, options)).store

/** Where a node keeps its data. */
export interface NodeDisk {
  readonly store: Store
  /** Null: they are in the data folder. */
  readonly pictures: PictureFiles | null
}

/** Likewise, with where its pictures are. */
export async function openNodeDisk(address: StoreAddress, options: StoreOptions): Promise<NodeDisk> {
  const { folder } = options
  settleMove(folder)
  if (address.kind === 'postgres') return openInDatabase(address.database, options)
  const binding = readBinding(folder)
  if (binding === null) return { store: await openStoreAt(address, options), pictures: null }
  lockFolder(folder).close()
  throw inDatabase(folder, binding.name)
}

/** The way to read the worlds of a folder beside a node that may be using them. Throws a StoreRefusal. */
export function readingOf(address: DatabaseAddress, folder: string): ReadingOptions {
  const binding = readBinding(folder)
  if (binding === null && existsSync(join(folder, DATABASE))) throw hasWorlds(folder)
  return { address, expected: binding?.id ?? null, cutOff: cutOffMoves(folder) }
}

/**
 * Likewise the database of a node of several processes; `process` names this one. Rejects with a
 * StoreRefusal.
 */
export async function openNodeDatabase(
  address: DatabaseAddress,
  { folder, ...others }: SharedOptions,
): Promise<NodeDatabase> {
  settleMove(folder)
  const { prepare } = await import('../postgres/postgres-store.ts')
  const { shareDatabase } = await import('../postgres/shared-database.ts')
  return inFolder(folder, async (known, release) => {
    bindTo(folder, address, (await prepare({ address, isShared: true, clock: others.clock, ...known })).id)
    const database = shareDatabase({ address, ...others })
    return { ...database, close: () => database.close().finally(release) }
  })
}

interface SharedOptions {
  readonly folder: string
  readonly process: ProcessId
  readonly clock: ServerClock
  readonly random: (bytes: number) => Uint8Array
  readonly logger: Pick<Logger, 'error' | 'warn'>
}

async function openInDatabase(
  address: DatabaseAddress,
  { folder, ...others }: StoreOptions,
): Promise<StoreAndPictures> {
  const { openDatabase } = await import('../postgres/postgres-store.ts')
  return inFolder(folder, async (known, release) => {
    const { store, pictures, id, holder } = await openDatabase({ address, ...others, ...known })
    try {
      if (holder !== null) noteHolder(folder, holder)
      bindTo(folder, address, id)
      return { store: { ...store, close: () => store.close().finally(release) }, pictures }
    } catch (error) {
      await store.close()
      throw error
    }
  })
}

/** What a folder knows of its database. */
interface KnownDatabase {
  readonly expected: string | null
  readonly dead: string | null
  readonly cutOff: readonly string[]
}

/** Opens a database with a folder, which is held until `release`. */
async function inFolder<Opened>(
  folder: string,
  open: (known: KnownDatabase, release: () => void) => Promise<Opened>,
): Promise<Opened> {
  const lock = hold(folder)
  try {
    const binding = readBinding(folder)
    if (binding === null && existsSync(join(folder, DATABASE))) throw hasWorlds(folder)
    const known = { expected: binding?.id ?? null, dead: lastHolder(folder), cutOff: cutOffMoves(folder) }
    return await open(known, () => lock.close())
  } catch (error) {
    lock.close()
    throw error
  }
}

/** From now on the folder belongs to the database that was opened with it. */
function bindTo(folder: string, { name }: DatabaseAddress, id: string): void {
  if (readBinding(folder)?.name !== name) bindFolder(folder, { id, name })
}

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
