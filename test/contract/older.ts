// A folder as an older Inkland left it: the additions of each later format are taken away again.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Steps that remove the additions of a format: the first one leads from 2 to 1. */
const BACK = [
  'DROP TABLE leases; ALTER TABLE worlds DROP COLUMN is_living; ALTER TABLE worlds DROP COLUMN looked_to;',
  'DROP TABLE people;',
  'DROP TABLE records; ALTER TABLE worlds DROP COLUMN owner;',
  'DROP TABLE dropped;',
  `${['log', 'snapshots', 'client_owners', 'worlds', 'members', 'people', 'records', 'secrets']
    .map((table) => `ALTER TABLE ${table} DROP COLUMN checksum;`)
    .join(' ')} DROP TABLE sums; DELETE FROM secrets WHERE name = 'database';`,
  `ALTER TABLE log DROP COLUMN author; ALTER TABLE log DROP COLUMN note; ALTER TABLE log DROP COLUMN written_at;
   DROP TABLE pins; DROP TABLE row_summaries; DROP TABLE checkpoints;`,
  // A start looks whether tables are in the words that made them.
  `ALTER TABLE records DROP COLUMN version; ALTER TABLE leases RENAME TO later; CREATE TABLE leases (
    world INTEGER PRIMARY KEY REFERENCES worlds ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    holder TEXT,
    until INTEGER NOT NULL
  ) STRICT; INSERT INTO leases SELECT *, 0 FROM later; DROP TABLE later;`,
  'ALTER TABLE filed DROP COLUMN place;',
  'DROP TABLE words; ALTER TABLE worlds DROP COLUMN words_to;',
]

/** Makes the database in a folder that nobody has open like one of an older format. */
export function makeOlder(folder: string, format: number): void {
  const database = new DatabaseSync(join(folder, 'inkland.sqlite'))
  const steps = BACK.slice(format - 1).toReversed()
  database.exec(`${steps.join('\n')} PRAGMA user_version = ${format}`)
  database.close()
  // It had no such record, which names a database.
  rmSync(join(folder, 'inkland.progress'), { force: true })
}
