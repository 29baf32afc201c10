// Reads the rows of logs, each against its checksum. A damaged row is never taken for somebody's writing: its
// document is read as far as possible, and not written.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { ANONYMOUS, type MemberId } from '../../../../shared/world/address.ts'
import { damagedDocument } from '../../store-faults.ts'
import { pageOf } from '../../log-pages.ts'
import { packLog, packTail } from '../../update-packing.ts'
import { originIn } from '../../row-origin.ts'
import type { DocumentKey, LogRow, Stored, StoredUpdate } from '../../store.ts'
import type { createClientOwners } from './client-owner-table.ts'
import { logChecksum, type CheckedRow } from '../../content-checksums.ts'
import { checkedColumnsOf, isWhole } from './row-checksums.ts'
import type { createFiling, NumberedRow } from './row-index.ts'
import type { createKeys } from './row-keys.ts'
import type { createSnapshots } from './snapshot-table.ts'

/** The data to open a document with, in the form in which it comes from the store's thread. */
type EncodedStored = Omit<Stored, 'tail'> & { readonly tail: Uint8Array<ArrayBuffer> }

/** A limit for SQLite that is none. */
const EVERYTHING = Number.MAX_SAFE_INTEGER

interface NamedRow extends CheckedRow {
  /** Null where the member is not known any more. */
  readonly name: MemberId | null
}

interface ReadingParts {
  readonly keys: ReturnType<typeof createKeys>
  readonly filing: ReturnType<typeof createFiling>
  readonly snapshots: ReturnType<typeof createSnapshots>
  readonly owners: ReturnType<typeof createClientOwners>
}

export function createLogReading(database: DatabaseSync, { keys, filing, snapshots, owners }: ReadingParts) {
  // A reader may open the database of an older Inkland, which has less.
  const columns = checkedColumnsOf(database)
  const tailAfter = filing.prepareRowsAfter<CheckedRow>(columns)
  const rowsAfter = filing.prepareRowsAfter<NamedRow>(
    `${columns}, (SELECT id FROM members WHERE key = member) AS name`,
  )
  const find = database.prepare(`SELECT ${columns} FROM log WHERE document = ? AND sequence = ?`)
  let prepared: StatementSync | null = null
  const mark = () =>
    (prepared ??= database.prepare('UPDATE log SET quarantined = 1, checksum = ? WHERE sequence = ?'))

  /** Documents with rows that are damaged. */
  const damaged = new Set<number>()
  const assertWhole = (document: number): void => {
    if (damaged.has(document)) throw damagedDocument()
  }

  return {
    /** Throws where rows of a document are damaged, as far as it was read. */
    assertWhole,
    /** Nothing is left of a document's rows, so none of them is damaged. */
    forget: (document: number): void => void damaged.delete(document),
    open: (key: DocumentKey): EncodedStored => {
      const document = keys.document(key)
      // A snapshot that is damaged costs nothing: the log has all that was in it.
      const snapshot = snapshots.find(document)
      const tail: StoredUpdate[] = []
      let isDamaged = false
      let before = 0
      for (const row of tailAfter(document, snapshot?.sequence ?? 0, EVERYTHING)) {
        // One that stands before the one that it follows was filed under another one's place.
        if (!isWhole(row, document) || row.sequence <= before) isDamaged = true
        else if (row.quarantined === 0) tail.push({ sequence: row.number, bytes: row.bytes })
        before = row.sequence
      }
      const clients = owners.of(document)
      isDamaged ||= clients === null
      if (isDamaged) damaged.add(document)
      else damaged.delete(document)
      return {
        sequence: filing.lastOf(document),
        snapshot: snapshot?.state ?? null,
        snapshotSequence: snapshot?.sequence ?? 0,
        tail: packTail(tail),
        clients: clients ?? new Map(),
        ...(isDamaged && { isDamaged }),
      }
    },
    rows: (key: DocumentKey, after: number, limit: number): Uint8Array<ArrayBuffer> => {
      const document = keys.document(key)
      return packLog([...pageOf(readable(rowsAfter(document, after, limit), document))])
    },
    quarantine: (key: DocumentKey, row: number): void => {
      const document = keys.document(key)
      const place = filing.placeOf(document, row)
      const found = place === null ? undefined : (find.get(document, place) as CheckedRow | undefined)
      if (found === undefined) return
      // Otherwise a damaged row would count as whole from then on. A row that rests on a damaged one is not
      // to blame.
      if (!isWhole(found, document)) throw damagedDocument()
      assertWhole(document)
      mark().run(logChecksum({ ...found, quarantined: 1 }), found.sequence)
    },
  }
}

/** Rows as they are told; one that is damaged is told as one that cannot be read, of nobody. */
function* readable(rows: Iterable<NumberedRow<NamedRow>>, document: number): Generator<LogRow> {
  for (const row of rows) {
    const { number: sequence, name, firstAt, lastAt, updates, bytes } = row
    if (name !== null && isWhole(row, document)) {
      const quarantined = row.quarantined === 1
      yield { sequence, bytes, member: name, firstAt, lastAt, updates, quarantined, ...originIn(row) }
    } else {
      const left = bytes instanceof Uint8Array ? bytes : new Uint8Array()
      yield { sequence, bytes: left, member: ANONYMOUS, firstAt: 0, lastAt: 0, updates: 1, quarantined: true }
    }
  }
}
