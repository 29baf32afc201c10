// Fills a database that was just made with another store's content. Rows of the log keep their sequences, and
// stand one after the other: in the other store two worlds may have the same sequences. Nothing is synced to
// the disk before the end, since a filling that was cut off is thrown away.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { MemberId } from '../../../../shared/world/address.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'
import {
  PARTS,
  bytesIn,
  numberIn,
  numberOrNullIn,
  textIn,
  textOrNullIn,
  type ContentRow,
  type FillingStore,
  type PartName,
} from '../../store-contents.ts'
import {
  checkpointChecksum,
  logChecksum,
  snapshotChecksum,
  summaryChecksum,
} from '../../content-checksums.ts'
import type { DocumentKey } from '../../log-rows.ts'
import type { Revision } from '../../../../shared/history/revision.ts'
import { claimChecksum } from '../tables/row-checksums.ts'
import { createKeys } from '../tables/row-keys.ts'
import { contentsOf } from './sqlite-contents.ts'

/** Fills `database`, whose tables are there and empty. */
export function fillingOf(database: DatabaseSync): FillingStore {
  database.exec('PRAGMA synchronous = OFF')
  const putters = puttersOn(database)
  const setMarks = database.prepare('UPDATE marks SET highest = ?1, filed = ?1')
  const setWorlds = database.prepare(
    "INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq) VALUES ((SELECT rowid FROM sqlite_sequence WHERE name = 'worlds'), 'worlds', ?)",
  )
  const inTransaction = (work: () => void): void => {
    database.exec('BEGIN IMMEDIATE')
    try {
      work()
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
  return {
    ...contentsOf(database),
    async put(part, rows) {
      inTransaction(() => rows.forEach(putters.put[part]))
    },
    async finish({ world, sequence }) {
      inTransaction(() => {
        setMarks.run(Math.max(sequence, putters.places()))
        setWorlds.run(world)
      })
    },
  }
}

type PutRow = (row: ContentRow) => void

function puttersOn(database: DatabaseSync): {
  readonly put: Record<PartName, PutRow>
  /** How many places of the log are taken. */
  readonly places: () => number
} {
  const keys = createKeys(database)
  const numberOf = (row: ContentRow): number =>
    keys.document({
      world: numberIn(row, 'world') as WorldKey,
      kind: textIn(row, 'kind') as DocumentKey['kind'],
    })
  const memberOf = (row: ContentRow, column = 'member'): number =>
    keys.member(textIn(row, column) as MemberId)
  const log = logPutter(database, numberOf, memberOf)
  return {
    places: log.places,
    put: {
      ...listPutters(database, memberOf),
      ...besidePutters(database, numberOf, memberOf),
      log: (row) => log.put(row),
    },
  }
}

type PartOfNode = 'worlds' | 'documents' | 'members' | 'people' | 'records' | 'secrets'

function listPutters(
  database: DatabaseSync,
  memberOf: (row: ContentRow, column?: string) => number,
): Record<PartOfNode, PutRow> {
  const world = database.prepare(
    `INSERT INTO worlds (key, id, line, address, title, created_at, changed_at, binned_at, owner, is_living, looked_to)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const lease = database.prepare('INSERT INTO leases (world, epoch, holder) VALUES (?, ?, NULL)')
  const document = database.prepare('INSERT INTO documents (world, kind) VALUES (?, ?)')
  const member = database.prepare(
    'INSERT INTO members (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name',
  )
  const person = database.prepare(
    'INSERT INTO people (member, account, body, look, home, at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const record = database.prepare('INSERT INTO records (kind, id, value, version) VALUES (?, ?, ?, ?)')
  const secret = database.prepare('INSERT INTO secrets (name, bytes) VALUES (?, ?)')
  return {
    worlds(row) {
      const { epoch, ...columns } = row
      world.run(...valuesOf(columns, WORLD))
      if (epoch !== 0) lease.run(numberIn(row, 'key'), epoch ?? 0)
    },
    documents: (row) => void document.run(...valuesOf(row, ['world', 'kind'])),
    members: (row) => void member.run(...valuesOf(row, ['id', 'name'])),
    people: (row) =>
      void person.run(memberOf(row), ...valuesOf(row, ['account', 'body', 'look', 'home', 'at'])),
    records: (row) => void record.run(...valuesOf(row, ['kind', 'id', 'value', 'version'])),
    secrets: (row) => void secret.run(...valuesOf(row, ['name', 'bytes'])),
  }
}

const WORLD = PARTS.worlds.columns.filter((column) => column !== 'epoch')

const valuesOf = (row: ContentRow, columns: readonly string[]): SQLInputValue[] =>
  columns.map((column) => row[column] ?? null)

type NumberOf = (row: ContentRow) => number

function logPutter(database: DatabaseSync, numberOf: NumberOf, memberOf: NumberOf) {
  const insert = database.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const file = database.prepare('INSERT INTO filed (document, sequence, place) VALUES (?, ?, ?)')
  let place = 0
  return {
    places: () => place,
    put(row: ContentRow): void {
      place += 1
      const [document, member] = [numberOf(row), memberOf(row)]
      const facts = {
        firstAt: numberIn(row, 'firstAt'),
        lastAt: numberIn(row, 'lastAt'),
        updates: numberIn(row, 'updates'),
        quarantined: numberIn(row, 'quarantined'),
      }
      const bytes = bytesIn(row, 'bytes')
      const origin = originIn(row)
      const sum = logChecksum({ sequence: place, document, member, ...facts, bytes, ...origin })
      const { author, note, writtenAt } = origin
      insert.run(place, document, member, ...Object.values(facts), bytes, sum, author, note, writtenAt)
      const sequence = numberIn(row, 'sequence')
      file.run(document, sequence, sequence === place ? null : place)
    },
  }
}

const originIn = (row: ContentRow) => ({
  author: textOrNullIn(row, 'author'),
  note: textOrNullIn(row, 'note'),
  writtenAt: numberOrNullIn(row, 'writtenAt'),
})

type PartBesideLog = 'clients' | 'snapshots' | 'pins' | 'summaries' | 'checkpoints'

function besidePutters(
  database: DatabaseSync,
  numberOf: NumberOf,
  memberOf: NumberOf,
): Record<PartBesideLog, PutRow> {
  const client = database.prepare('INSERT INTO client_owners VALUES (?, ?, ?, ?)')
  const snapshot = database.prepare('INSERT INTO snapshots VALUES (?, ?, ?, ?)')
  const pin = database.prepare('INSERT INTO pins VALUES (?, ?, ?)')
  const summary = database.prepare('INSERT INTO row_summaries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const checkpoint = database.prepare('INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?)')
  return {
    clients(row) {
      const [document, id, member] = [numberOf(row), numberIn(row, 'client'), memberOf(row)]
      client.run(document, id, member, claimChecksum(document, id, member))
    },
    snapshots(row) {
      const [document, sequence, state] = [numberOf(row), numberIn(row, 'sequence'), bytesIn(row, 'state')]
      snapshot.run(document, sequence, state, snapshotChecksum(document, sequence, state))
    },
    pins: (row) => void pin.run(numberOf(row), numberIn(row, 'sequence'), textIn(row, 'name')),
    summaries(row) {
      const document = numberOf(row)
      const entry = {
        sequence: numberIn(row, 'sequence'),
        revision: numberIn(row, 'revision'),
        member: memberOf(row),
        firstAt: numberIn(row, 'firstAt'),
        lastAt: numberIn(row, 'lastAt'),
        updates: numberIn(row, 'updates'),
        ...originIn(row),
        summary: textOrNullIn(row, 'summary'),
      }
      summary.run(document, ...Object.values(entry), summaryChecksum(document, entry))
    },
    checkpoints(row) {
      const document = numberOf(row)
      const kept = {
        sequence: numberIn(row, 'sequence'),
        revision: numberIn(row, 'revision') as Revision,
        state: bytesIn(row, 'state'),
      }
      const { sequence, revision, state } = kept
      checkpoint.run(document, sequence, revision, checkpointChecksum(document, kept), state)
    },
  }
}
