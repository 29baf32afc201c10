// A SQLite store that goes to PostgreSQL and back, into a new folder, each time that it is opened again.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { fillFolder, readFolder } from '../../server/storage/sqlite/contents/folder-ends.ts'
import { copyContents } from '../../server/storage/moving/store-copying.ts'
import { compareContents } from '../../server/storage/moving/store-comparison.ts'
import type { FillingStore, StoreContents } from '../../server/storage/store-contents.ts'
import { fillingOf } from '../../server/storage/postgres/contents/postgres-filling.ts'
import { DatabaseConnection } from '../../server/storage/postgres/connection/connection.ts'
import { parseDatabaseAddress } from '../../server/storage/postgres/connection/database-address.ts'
import { takeSteps } from '../../server/storage/postgres/schema.ts'
import { newDatabase } from '../support/postgres/shared-server.ts'
import { newFolder, type OpenDurableStore } from './stores.ts'

/** Copies one into the other; throws unless both hold the same then. */
export async function copyAndCompare(from: StoreContents, to: FillingStore): Promise<void> {
  await copyContents(from, to)
  const { difference } = await compareContents(from, to)
  if (difference !== null) throw new Error(`Not the same: ${difference}`)
}

/** Fills an empty database within a transaction that is left open. */
async function fillDatabase(url: string): Promise<{ sql: DatabaseConnection; filling: FillingStore }> {
  const sql = await DatabaseConnection.open(parseDatabaseAddress(url))
  await sql.say('BEGIN')
  await takeSteps(sql, 'test')
  return { sql, filling: fillingOf(sql) }
}

export async function openMovingSqlite(): Promise<OpenDurableStore> {
  const folder = await newFolder()
  let at = join(folder.path, '0')
  let moves = 0
  let store = await openSqliteStore({ folder: at })
  const move = async (): Promise<void> => {
    const next = join(folder.path, String((moves += 1)))
    await using database = await newDatabase()
    const source = readFolder(at)
    const { sql, filling } = await fillDatabase(database.url)
    await copyAndCompare(source.contents, filling)
    source.close()
    const back = fillFolder(next)
    await copyAndCompare(filling, back.filling)
    back.finish()
    await sql.end()
    await rm(at, { recursive: true })
    at = next
  }
  return {
    get store() {
      return store
    },
    reopen: async () => {
      await store.close()
      await move()
      store = await openSqliteStore({ folder: at })
      return store
    },
    [Symbol.asyncDispose]: async () => {
      await store.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
