// Every store that there is, opened empty for one test. A new store is added here, and nowhere else, to be
// held to the contract.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStore, createSharedMemory } from '../support/memory-store/memory-store.ts'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import type { Store } from '../../server/storage/store.ts'
import { openPostgresStore } from '../../server/storage/postgres/postgres-store.ts'
import { parseDatabaseAddress } from '../../server/storage/postgres/connection/database-address.ts'
import { emptiedDatabase } from '../support/postgres/emptied-database.ts'
import { hasPostgres } from '../support/postgres/shared-server.ts'
import { createFaultyStore } from '../fault/disk/faulty-store.ts'
import { IS_HARD } from '../hard.ts'

interface OpenStore extends AsyncDisposable {
  /** The store as it is now. */
  readonly store: Store
}

export interface OpenDurableStore extends OpenStore {
  /** Closes the store and opens what it kept. */
  readonly reopen: () => Promise<Store>
}

/** A store that several processes use at once. */
interface OpenSharedStore extends OpenStore {
  /** The same store, as another process has it. */
  readonly another: () => Promise<Store>
}

export interface StoreKind<Opened = OpenStore> {
  readonly name: string
  readonly open: () => Promise<Opened>
  /** Sequences rise within each world, and calls that touch different things are answered in any order. */
  readonly isParallel?: true
}

/** The stores that outlive their process. */
export const durableStores: readonly StoreKind<OpenDurableStore>[] = [
  { name: 'SQLite', open: openSqlite },
  ...(hasPostgres ? [{ name: 'PostgreSQL', open: openPostgres, isParallel: true } as const] : []),
]

export const stores: readonly StoreKind[] = [
  { name: 'memory', open: async () => inMemory(createMemoryStore()) },
  ...durableStores,
  ...(IS_HARD
    ? [
        {
          name: 'memory, wrapped to fail, not failing',
          open: async () => inMemory(createFaultyStore(createMemoryStore(), { failOn: () => false })),
        },
      ]
    : []),
]

/** The stores that several processes can use; SQLite is for one. */
export const shared: readonly StoreKind<OpenSharedStore>[] = [
  { name: 'memory', open: openShared },
  ...(hasPostgres ? [{ name: 'PostgreSQL', open: openSharedPostgres }] : []),
]

async function openShared(): Promise<OpenSharedStore> {
  const open = createSharedMemory()
  const handles: Store[] = []
  const another = async (): Promise<Store> => {
    const store = open()
    handles.push(store)
    return store
  }
  return {
    store: await another(),
    another,
    [Symbol.asyncDispose]: async () => void (await Promise.all(handles.map((store) => store.close()))),
  }
}

function inMemory(store: Store): OpenStore {
  return { store, [Symbol.asyncDispose]: () => store.close() }
}

/** A new folder that a test removes. */
export async function newFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'inkland-store-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

export async function openSqlite(): Promise<OpenDurableStore & { readonly bytesWritten: () => number }> {
  const folder = await newFolder()
  let store = await openSqliteStore({ folder: folder.path })
  return {
    get store() {
      return store
    },
    // Behind what is written there may be room for more.
    bytesWritten: () =>
      readFileSync(join(folder.path, 'inkland.sqlite-wal')).findLastIndex((byte) => byte !== 0) + 1,
    reopen: async () => {
      await store.close()
      store = await openSqliteStore({ folder: folder.path })
      return store
    },
    [Symbol.asyncDispose]: async () => {
      await store.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function openSharedPostgres(): Promise<OpenSharedStore> {
  const database = await emptiedDatabase()
  const { spare } = database
  const address = parseDatabaseAddress(database.url)
  const handles: Store[] = []
  const another = async (): Promise<Store> => {
    const store = await openPostgresStore({ address, spare, isShared: true })
    handles.push(store)
    return store
  }
  return {
    store: await another(),
    another,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(handles.map((store) => store.close()))
      await database[Symbol.asyncDispose]()
    },
  }
}

async function openPostgres(): Promise<OpenDurableStore> {
  const database = await emptiedDatabase()
  const { spare } = database
  const address = parseDatabaseAddress(database.url)
  let store = await openPostgresStore({ address, spare })
  return {
    get store() {
      return store
    },
    reopen: async () => {
      await store.close()
      store = await openPostgresStore({ address, spare })
      return store
    },
    [Symbol.asyncDispose]: async () => {
      await store.close()
      await database[Symbol.asyncDispose]()
    },
  }
}
