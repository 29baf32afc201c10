// Where a node keeps its worlds and records, as `--store` says it: in SQLite within the data folder, or in a
// PostgreSQL database.
import type { Logger } from 'pino'
import { parseDatabaseAddress, type DatabaseAddress } from '../postgres/connection/database-address.ts'
import { openSqliteStore } from '../sqlite/sqlite-store.ts'
import type { Store } from '../store.ts'

export type StoreAddress =
  | { readonly kind: 'sqlite' }
  | { readonly kind: 'postgres'; readonly database: DatabaseAddress }

/** Throws a StoreRefusal that does not quote the text: there may be a password in it. */
export function parseStoreAddress(text: string): StoreAddress {
  if (text.trim() === 'sqlite') return { kind: 'sqlite' }
  return { kind: 'postgres', database: parseDatabaseAddress(text) }
}

/** Where a store is, for people: `HOST/DATABASE`, or the folder. */
export const storeName = (address: StoreAddress, folder: string): string =>
  address.kind === 'sqlite' ? folder : `PostgreSQL at ${address.database.name}`

/**
 * A word of a command line, to be quoted: the address of a store, said where it does not belong, is left out.
 */
export const withoutPassword = (text: string): string =>
  text.includes('://') && text.includes('@') ? '…' : text

export interface StoreOptions {
  /** The data folder, which SQLite's file is in. */
  readonly folder: string
  readonly logger?: Pick<Logger, 'error' | 'warn'>
  /** Another process has taken the database: nothing can be written here any more. */
  readonly onTaken?: () => void
}

/** Opens a store for this process alone, making it if need be; rejects with a StoreRefusal. */
export async function openStoreAt(address: StoreAddress, options: StoreOptions): Promise<Store> {
  const { folder, ...others } = options
  if (address.kind === 'sqlite') return openSqliteStore({ folder, ...others })
  const { openPostgresStore } = await import('../postgres/postgres-store.ts')
  return openPostgresStore({ address: address.database, ...others })
}
