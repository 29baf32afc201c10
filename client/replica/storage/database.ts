// This browser's data for one member: one IndexedDB database, so that work can move from one store to another
// (from unsaved to a copy, from unsaved to the server's state) in one transaction, and never be in neither.

import { answerWithin, withinTime } from '../../../shared/time/time-limit.ts'
import { Listeners } from '../../device/listener-set.ts'
import type { Clock } from '../../../shared/time/clock.ts'

const SCHEMA_VERSION = 1
/**
 * How long a browser may take to open a database, or to name all, in ms: some were seen that never answer.
 * Until then nothing is kept.
 */
export const OPEN_MS = 2_000

/**
 * `worlds`: the address book. `rows`: the server's state, as far as base may not have it, and absences that
 * nobody has read. `unsaved`: edits that it does not have. `copies`: edits that it refused.
 */
export type StoreName = 'worlds' | 'rows' | 'unsaved' | 'copies'

export interface DatabaseSchema {
  readonly durability: IDBTransactionDurability
  readonly makeStores: (database: IDBDatabase) => void
}

/**
 * Why a device cannot keep things now. `none`: the browser has no store. `refused`: it does not open it, as
 * in some private windows. `silent`: it does not answer. `full`: there is no space left. `broken`: anything
 * else.
 */
export type DeviceTrouble = 'none' | 'refused' | 'silent' | 'full' | 'broken'

/** This device cannot keep or read things now. */
export class DeviceFault extends Error {
  override readonly name = 'DeviceFault'
  readonly trouble: DeviceTrouble

  constructor(trouble: DeviceTrouble, options: ErrorOptions) {
    super('This device cannot save anything right now.', options)
    this.trouble = trouble
  }
}

/** What comes of `work`; `otherwise` where the device cannot keep or read things now. */
export async function unlessFault<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof DeviceFault) return otherwise
    throw error
  }
}

/** It did not open at all. */
class NotOpened extends Error {}

/** The browser did not answer in time. */
class NotAnswered extends Error {}

export class Database {
  readonly #factory: IDBFactory | null
  readonly #name: string
  readonly #clock: Clock
  readonly #schema: DatabaseSchema
  readonly #clearings = new Listeners()
  #opened: Promise<IDBDatabase> | null = null
  /** Whether the browser has not answered in time: nobody waits for it again. */
  #isSilent = false

  constructor(factory: IDBFactory | null, name: string, clock: Clock, schema = WORLDS) {
    this.#factory = factory
    this.#name = name
    this.#clock = clock
    this.#schema = schema
  }

  /**
   * Calls back when the browser has cleared it, with everything in it: a tab that has the data in memory
   * writes it again.
   */
  readonly onCleared = this.#clearings.add

  /** Reads what `body` asks for. Rejects with a DeviceFault. */
  read<T>(stores: readonly string[], body: (transaction: IDBTransaction) => Promise<T>): Promise<T> {
    return this.#run(stores, 'readonly', body)
  }

  /**
   * Runs `body` in one transaction and resolves when that is on disk. Rejects with a DeviceFault, and then
   * nothing of it is kept.
   */
  write<T>(stores: readonly string[], body: (transaction: IDBTransaction) => Promise<T>): Promise<T> {
    return this.#run(stores, 'readwrite', body)
  }

  async close(): Promise<void> {
    const closed = this.#opened?.then((database) => database.close()).catch(() => undefined)
    this.#opened = null
    if (closed) await withinTime(this.#clock, OPEN_MS, closed, undefined)
  }

  async #run<T>(
    stores: readonly string[],
    mode: 'readonly' | 'readwrite',
    body: (transaction: IDBTransaction) => Promise<T>,
  ): Promise<T> {
    try {
      const database = await this.#open()
      const transaction = database.transaction(stores, mode, { durability: this.#schema.durability })
      const done = completed(transaction)
      const [result] = await Promise.all([body(transaction).catch(undo(transaction)), done])
      return result
    } catch (cause) {
      throw new DeviceFault(this.#factory ? troubleIn(cause) : 'none', { cause })
    }
  }

  async #open(): Promise<IDBDatabase> {
    this.#opened ??= this.#connect().catch((error: unknown) => {
      this.#opened = null
      throw error
    })
    const opened = await withinTime(this.#clock, this.#isSilent ? 0 : OPEN_MS, this.#opened, null)
    this.#isSilent = opened === null
    if (opened === null) throw new NotAnswered('the browser does not answer')
    return opened
  }

  async #connect(): Promise<IDBDatabase> {
    if (this.#factory === null) throw new Error('There is no IndexedDB here.')
    const database = await openStores(this.#factory, this.#name, this.#schema.makeStores, SCHEMA_VERSION)
    // The next call opens it again, empty.
    database.addEventListener('close', () => {
      this.#opened = null
      this.#clearings.tell()
    })
    // A newer version of this program wants it.
    database.addEventListener('versionchange', () => {
      this.#opened = null
      database.close()
    })
    return database
  }
}

/** Opens a database, and makes the stores of a new one; without a version it is left as it is. */
export async function openStores(
  factory: IDBFactory,
  name: string,
  makeStores: (database: IDBDatabase) => void,
  version?: number,
): Promise<IDBDatabase> {
  try {
    // Some browsers throw here instead of failing the request.
    const request = factory.open(name, version)
    request.addEventListener('upgradeneeded', () => makeStores(request.result))
    return await answer(request)
  } catch (cause) {
    throw new NotOpened('not opened', { cause })
  }
}

/** Whether a browser tells the names of its databases: Firefox before 126 does not. */
export const tellsNames = (factory: IDBFactory): boolean => 'databases' in factory

/** The names of all databases of this browser; null where it does not answer in time. */
export async function databaseNames(
  factory: IDBFactory,
  clock: Pick<Clock, 'after'>,
): Promise<readonly string[] | null> {
  const told = await answerWithin(clock, OPEN_MS, factory.databases())
  return told && told.flatMap(({ name }) => name ?? [])
}

/** The trouble, by the browser's error. */
export function troubleIn(cause: unknown): DeviceTrouble {
  let trouble: DeviceTrouble = 'broken'
  for (let error = cause; error instanceof Error || error instanceof DOMException; error = error.cause) {
    if (error.name === 'QuotaExceededError') return 'full'
    if (error instanceof NotOpened) trouble = 'refused'
    if (error instanceof NotAnswered) trouble = 'silent'
  }
  return trouble
}

/** Strict: work that a person did without a network is nowhere else. */
const WORLDS: DatabaseSchema = {
  durability: 'strict',
  makeStores(database) {
    database.createObjectStore('worlds', { keyPath: 'id' })
    const rows = database.createObjectStore('rows', { autoIncrement: true })
    rows.createIndex('place', 'place')
    rows.createIndex('world', 'world')
    const unsaved = database.createObjectStore('unsaved', { keyPath: ['place', 'key'] })
    unsaved.createIndex('place', 'place')
    unsaved.createIndex('world', 'world')
    database.createObjectStore('copies', { keyPath: 'id' })
  },
}

/** The answer to one request of a transaction. */
export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('request failed')))
  })
}

/** Deletes every row of `store` whose `index` is `value`. */
export async function deleteAll(store: IDBObjectStore, index: string, value: string): Promise<void> {
  const keys = await answer(store.index(index).getAllKeys(value))
  await Promise.all(keys.map((key) => answer(store.delete(key))))
}

/** Resolves when a transaction is on the disk; rejects when it is not. */
export function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('aborted')))
  })
}

function undo(transaction: IDBTransaction): (error: unknown) => never {
  return (error) => {
    try {
      transaction.abort()
    } catch {
      // It has ended by itself: the failed request aborted it.
    }
    throw error
  }
}
