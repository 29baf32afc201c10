// What is deleted leaves no byte in the file of the database, also where SQLite moved rows to other pages
// before they were deleted.
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createPurging } from '../../../server/storage/sqlite/purging.ts'
import { StoreFault } from '../../../server/storage/store.ts'
import { temporaryFolder } from '../../process.ts'

/** The rows' words have so many letters: with each, SQLite moves others of the rows that go. */
const LETTERS = [60, 75, 85, 110, 125, 150, 165, 200]
const ROWS_OF_EACH = 1000
/** Of so many rows, the first one stays. */
const GO_TOGETHER = 4
/** Longer than a test may take. */
const BUSY_MS = 600_000
const NOTHING_DROPPED = { deleteSome: () => undefined, hasDropped: () => false }

const secretOf = (key: number): string => `<secret ${key}>`

/** Rows come, and most of them go. */
function openRows() {
  const path = join(temporaryFolder(), 'rows.sqlite')
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON')
  database.exec('CREATE TABLE rows (key INTEGER PRIMARY KEY, changes INTEGER NOT NULL, words TEXT NOT NULL)')
  const purging = createPurging({ database, path, busyMs: BUSY_MS, log: NOTHING_DROPPED })
  onTestFinished(() => {
    database.close()
    purging.close()
  })
  const insert = database.prepare('INSERT INTO rows VALUES (?, 0, ?)')
  const remove = database.prepare('DELETE FROM rows WHERE key = ?')
  const keys = Array.from({ length: LETTERS.length * ROWS_OF_EACH }, (_, key) => key)
  const goes = (key: number): boolean => key % GO_TOGETHER !== 0
  database.exec('BEGIN')
  for (const key of keys)
    insert.run(key, secretOf(key) + '.'.repeat(LETTERS[Math.floor(key / ROWS_OF_EACH)] ?? 0))
  database.exec('COMMIT; BEGIN')
  for (const key of keys.filter(goes)) remove.run(key)
  database.exec('COMMIT')
  /** Words of rows that are gone, in the file. */
  const left = (): string[] => {
    const secrets = readFileSync(path, 'latin1').matchAll(/<secret (\d+)>/g)
    return [...secrets].filter(([, key]) => goes(Number(key))).map(([secret]) => secret)
  }
  const writeBack = (): void => database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  writeBack()
  const stands = keys.filter((key) => !goes(key))
  return { path, database, purging, stands, writeBack, left }
}

function purge(purging: ReturnType<typeof createPurging>): void {
  expect(purging.calls.purgeSome()).toBe(false)
  while (!purging.calls.isPurged()) purging.tidy()
}

describe('[HI40] a purge', () => {
  it('leaves no byte of rows that SQLite moved before they were deleted; the others are as they were', () => {
    const { database, purging, stands, writeBack, left } = openRows()
    expect(left()).not.toEqual([])
    purge(purging)
    expect(left()).toEqual([])
    // Nor does SQLite write again what it had in memory.
    database.exec('UPDATE rows SET changes = changes + 1')
    writeBack()
    expect(left()).toEqual([])
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    const rows = database.prepare('SELECT key, words FROM rows').all()
    expect(rows.map(({ words }) => String(words).split('.')[0])).toEqual(stands.map(secretOf))
  })

  it('waits while somebody reads the database, and holds up nobody', () => {
    const { path, database, purging, left } = openRows()
    const reader = new DatabaseSync(path, { readOnly: true })
    onTestFinished(() => reader.close())
    reader.exec('BEGIN')
    expect(reader.prepare('SELECT count(*) AS n FROM rows').get()).toBeDefined()
    database.exec('UPDATE rows SET changes = changes + 1')
    purging.calls.purgeSome()
    // SQLite itself would wait for them: so long that this test would fail.
    for (let n = 0; n < 3; n++) purging.tidy()
    expect(purging.calls.isPurged()).toBe(false)
    expect(left()).not.toEqual([])
    reader.exec('COMMIT')
    while (!purging.calls.isPurged()) purging.tidy()
    expect(left()).toEqual([])
  })

  it('says so where the file cannot be written over, and can be asked for again', () => {
    const { path, purging, left } = openRows()
    renameSync(path, `${path}.aside`)
    purging.calls.purgeSome()
    purging.tidy()
    expect(() => purging.calls.isPurged()).toThrow(StoreFault)
    renameSync(`${path}.aside`, path)
    purge(purging)
    expect(left()).toEqual([])
  })
})
