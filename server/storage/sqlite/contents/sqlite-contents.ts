// A database's content, read exactly, document by document. All its rows are filed, and nothing is staged in
// it: it was opened as a node opens it (see store-core.ts), or filled by a move.
import type { DatabaseSync } from 'node:sqlite'
import {
  inPages,
  withoutNul,
  type ContentCounters,
  type ContentRow,
  type ContentSize,
  type PartName,
  type StoreContents,
} from '../../store-contents.ts'
import {
  checkpointChecksum,
  snapshotChecksum,
  summaryChecksum,
  type CheckedRow,
} from '../../content-checksums.ts'
import type { Checkpoint } from '../../history-store.ts'
import { damagedContent } from '../../store-faults.ts'
import type { SummaryRow } from '../../summary-rows.ts'
import { CHECKED_COLUMNS, claimChecksum, isWhole } from '../tables/row-checksums.ts'
import { PLACE } from '../tables/row-index.ts'

export function contentsOf(database: DatabaseSync): StoreContents {
  return {
    size: () => Promise.resolve(sizeOf(database)),
    counters: () => Promise.resolve(countersOf(database)),
    async *pages(part) {
      const list = LISTS[part]
      yield* inPages(list === undefined ? inDocuments(database, part) : listed(database, list))
    },
  }
}

function sizeOf(database: DatabaseSync): ContentSize {
  const found = database.prepare(`
    SELECT (SELECT count(*) FROM worlds) AS worlds,
      (SELECT count(*) FROM documents JOIN filed ON filed.document = documents.key) AS rows,
      (SELECT coalesce(sum(length(bytes)), 0) FROM documents JOIN filed ON filed.document = documents.key
         CROSS JOIN log ON log.sequence = ${PLACE})
        + (SELECT coalesce(sum(length(state)), 0) FROM snapshots)
        + (SELECT coalesce(sum(length(state)), 0) FROM documents JOIN checkpoints ON document = documents.key)
        AS bytes`)
  return { ...(found.get() as unknown as ContentSize) }
}

function countersOf(database: DatabaseSync): ContentCounters {
  const found = database.prepare(`
    SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'worlds'), 0) AS world,
      (SELECT max(highest, filed) FROM marks) AS sequence`)
  return { ...(found.get() as unknown as ContentCounters) }
}

/** The statements of the parts that are not in documents. */
const LISTS: Partial<Record<PartName, string>> = {
  worlds: `
    SELECT worlds.key, id, line, address, title, created_at AS createdAt, changed_at AS changedAt,
      binned_at AS binnedAt, owner, is_living AS isLiving, looked_to AS lookedTo, coalesce(epoch, 0) AS epoch
    FROM worlds LEFT JOIN leases ON leases.world = worlds.key ORDER BY worlds.key`,
  documents: 'SELECT world, kind FROM documents ORDER BY world, kind',
  members: 'SELECT id, name FROM members WHERE name IS NOT NULL ORDER BY id',
  people: `
    SELECT id AS member, account, body, look, home, at FROM people JOIN members ON members.key = people.member
    ORDER BY id`,
  records: 'SELECT kind, id, value, version FROM records ORDER BY kind, id',
  // The one that is left out names this very database.
  secrets: "SELECT name, bytes FROM secrets WHERE name <> 'database' ORDER BY name",
}

function* listed(database: DatabaseSync, list: string): Generator<ContentRow> {
  for (const row of database.prepare(list).iterate()) yield withoutNul({ ...(row as ContentRow) })
}

interface FoundDocument {
  readonly key: number
  readonly world: number
  readonly kind: string
  readonly address: string | null
}

const DOCUMENTS = `
  SELECT documents.key, world, kind, address FROM documents JOIN worlds ON worlds.key = world ORDER BY world, kind`

function* inDocuments(database: DatabaseSync, part: PartName): Generator<ContentRow> {
  const reader = READERS[part]
  if (reader === undefined) throw new Error(`Nothing reads ${part}.`)
  const rows = database.prepare(reader.statement)
  for (const each of database.prepare(DOCUMENTS).iterate()) {
    const document = each as unknown as FoundDocument
    const { world, kind, key } = document
    const check = reader.checkIn(document)
    for (const found of rows.iterate(key)) {
      const row = check(found as unknown as DocumentRow)
      if (row !== null) yield withoutNul({ world, kind, ...row })
    }
  }
}

/** A row of any of the tables in documents: each has some of these columns. */
interface DocumentRow extends CheckedRow, SummaryRow, Pick<Checkpoint, 'state'> {
  readonly number: number
  /** The member's id; null where nobody knows it any more. */
  readonly name: string | null
  readonly client: number
}

interface PartReader {
  /** The rows of a document in their order. */
  readonly statement: string
  /** What a row says; null for one that is damaged and can be made again. Throws a Damaged. */
  readonly checkIn: (document: FoundDocument) => (row: DocumentRow) => ContentRow | null
}

const NAME = '(SELECT id FROM members WHERE members.key = member) AS name'
const TIMES = 'first_at AS firstAt, last_at AS lastAt, updates, author, note, written_at AS writtenAt'

const READERS: Partial<Record<PartName, PartReader>> = {
  clients: {
    statement: `SELECT client, member, checksum, ${NAME} FROM client_owners WHERE document = ? ORDER BY client`,
    checkIn:
      ({ key, address }) =>
      ({ client, member, checksum, name }) => {
        const isSound = checksum === null || checksum === claimChecksum(key, client, member)
        if (name === null || !isSound) throw damagedContent(address)
        return { client, member: name }
      },
  },
  log: {
    statement: `
      SELECT ${CHECKED_COLUMNS}, filed.sequence AS number, ${NAME}
      FROM filed LEFT JOIN log ON log.sequence = ${PLACE} WHERE filed.document = ? ORDER BY filed.sequence`,
    checkIn: ({ key, address }) => {
      let place = 0
      return (row) => {
        const { number, name, sequence } = row
        if (name === null || !isWhole(row, key) || sequence <= place) throw damagedContent(address)
        place = sequence
        const { firstAt, lastAt, updates, quarantined, author, note, writtenAt, bytes } = row
        const facts = { firstAt, lastAt, updates, quarantined, author, note, writtenAt }
        return { sequence: number, member: name, ...facts, bytes }
      }
    },
  },
  snapshots: {
    statement: 'SELECT sequence, checksum, state FROM snapshots WHERE document = ?',
    checkIn:
      ({ key }) =>
      ({ sequence, checksum, state }) => {
        const isSound = checksum === null || checksum === snapshotChecksum(key, sequence, state)
        return isSound ? { sequence, state } : null
      },
  },
  pins: {
    statement: 'SELECT sequence, name FROM pins WHERE document = ? ORDER BY sequence, name',
    checkIn:
      () =>
      ({ sequence, name }) => ({ sequence, name }),
  },
  summaries: {
    statement: `
      SELECT sequence, revision, member, ${TIMES}, summary, checksum, ${NAME}
      FROM row_summaries WHERE document = ? ORDER BY sequence`,
    checkIn:
      ({ key }) =>
      (row) => {
        const { sequence, revision, name, firstAt, lastAt, updates, author, note, writtenAt, summary } = row
        if (name === null || row.checksum !== summaryChecksum(key, row)) return null
        const facts = { firstAt, lastAt, updates, author, note, writtenAt, summary }
        return { sequence, revision, member: name, ...facts }
      },
  },
  checkpoints: {
    statement:
      'SELECT sequence, revision, checksum, state FROM checkpoints WHERE document = ? ORDER BY sequence',
    checkIn:
      ({ key }) =>
      (row) => {
        const { sequence, revision, state } = row
        return row.checksum === checkpointChecksum(key, row) ? { sequence, revision, state } : null
      },
  },
}
