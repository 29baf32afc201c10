// Reads where a node's pictures are beside a node that may be using its store: nothing is written.
import type { DatabaseSync } from 'node:sqlite'
import { readDatabaseBeside } from '../postgres/database-reading.ts'
import { recordsBy } from '../postgres/tables/record-table.ts'
import { noted } from '../sqlite/files/note-file.ts'
import { readDatabase } from '../sqlite/folder-inspection.ts'
import { readingOf } from './node-store.ts'
import { PICTURE_PLACE, placeOf, type PicturePlace } from './picture-place.ts'
import type { StoreAddress } from './store-address.ts'

/** Null where a node has never had a bucket. Rejects with a StoreRefusal. */
export async function readPlaceBeside(store: StoreAddress, folder: string): Promise<PicturePlace | null> {
  if (store.kind === 'postgres') {
    await using reading = await readDatabaseBeside(readingOf(store.database, folder))
    const [record] = await recordsBy(reading.sql, [PICTURE_PLACE])
    return record === undefined ? null : placeOf(record.value)
  }
  return readDatabase(folder, placeInTables)
}

/** The same in a database of SQLite that is open, also of an older format. */
export function placeInTables(database: DatabaseSync): PicturePlace | null {
  const hasRecords = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'records'").get()
  if (hasRecords === undefined) return null
  const { kind, id } = PICTURE_PLACE
  const row = database.prepare('SELECT value FROM records WHERE kind = ? AND id = ?').get(kind, id)
  return row === undefined ? null : placeOf(noted(String(row['value'])))
}
