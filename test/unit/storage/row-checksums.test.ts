// The checksum of a row is that of its columns one after the other, each with its length: rows that were
// written long ago have it, whatever is in them.
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { addChecksums, damagedRows } from '../../../server/storage/sqlite/tables/row-checksums.ts'

/** As a row of `people` has them; null: none. */
type Columns = readonly (Buffer | null)[]

const checksumOf = (columns: Columns): number =>
  columns.reduce(
    (sum, bytes) => (bytes === null ? crc32('null ', sum) : crc32(bytes, crc32(`${bytes.length} `, sum))),
    0,
  )

const MEMBER = Buffer.from('17')
const ROWS: readonly Columns[] = [
  [MEMBER, Buffer.from('ada'), null, Buffer.from('{"hair":"ö🏠"}'), Buffer.from(''), Buffer.from('3')],
  [MEMBER, Buffer.from('a\0b'), Buffer.from([0, 255, 254, 0xc3]), null, null, null],
  [MEMBER, Buffer.from('12 '), Buffer.from('null '), Buffer.from('\0'), Buffer.from([0xff]), MEMBER],
]

test('[L4] a row is whole as long as it has the checksum of all its columns, and of nothing else', () => {
  const database = new DatabaseSync(':memory:')
  addChecksums(database)
  database.exec('CREATE TABLE people (member, account, body, look, home, at, checksum)')
  const insert = database.prepare('INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)')
  for (const row of ROWS) insert.run(...row, checksumOf(row))
  const damaged = (): number =>
    Number(database.prepare(`SELECT count(*) AS n FROM people WHERE ${damagedRows('people')}`).get()?.['n'])
  expect(damaged()).toBe(0)

  // A byte that moved from one column to the next.
  database
    .prepare('UPDATE people SET account = ?, body = ? WHERE account = ?')
    .run(Buffer.from('ad'), Buffer.from('a'), Buffer.from('ada'))
  expect(damaged()).toBe(1)
  database.close()
})
