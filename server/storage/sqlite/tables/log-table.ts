// The logs of all documents in one table, in the order in which they were written, and what stands beside
// them: snapshots and the owners of client ids.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { ANONYMOUS, type MemberId } from '../../../../shared/world/address.ts'
import {
  beyondTheLog,
  claimedTwice,
  damagedDocument,
  missingWorld,
  notPersonal,
  staleLease,
} from '../../store-faults.ts'
import { packLog, packTail, unpackRows } from '../../update-packing.ts'
import { pageOf } from '../../row-page.ts'
import {
  isPersonal,
  type Append,
  type DocumentKey,
  type LogRow,
  type PersonalLog,
  type RestartedDocument,
  type Stored,
  type StoredUpdate,
} from '../../store.ts'
import {
  CHECKED_COLUMNS,
  checksumColumn,
  claimChecksum,
  isWhole,
  logChecksum,
  type CheckedRow,
} from './row-checksums.ts'
import { createDropped } from './dropped-documents.ts'
import { createFiling } from './row-index.ts'
import { createKeys } from './row-keys.ts'
import { createSnapshots } from './snapshot-table.ts'

/** What a document is opened with, as it travels from the store's thread. */
type EncodedStored = Omit<Stored, 'tail'> & { readonly tail: Uint8Array<ArrayBuffer> }

export type Log = ReturnType<typeof createLog>

/** Everything that is done to logs within a transaction. */
export function createLog(database: DatabaseSync) {
  const keys = createKeys(database)
  const filing = createFiling(database)
  const dropped = createDropped(database, filing)
  const snapshots = createSnapshots(database)
  // Who only reads may read the database of an older Inkland, which has no checksums.
  const checksum = checksumColumn(database)
  const insert = lazily(() => database.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'))
  const highest = database.prepare(
    'SELECT max(highest, coalesce((SELECT max(sequence) FROM log), 0)) AS sequence FROM marks',
  )
  const claim = lazily(() =>
    database.prepare('INSERT INTO client_owners VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
  )
  const owner = database.prepare('SELECT member FROM client_owners WHERE document = ? AND client = ?')
  const owners = database.prepare(
    `SELECT client, CAST(member AS REAL) AS member, id, ${checksum === 'checksum' ? 'client_owners.checksum' : checksum}
     FROM client_owners LEFT JOIN members ON members.key = member WHERE document = ?`,
  )
  const tailAfter = filing.prepareRowsAfter<CheckedRow>(`${CHECKED_COLUMNS}, bytes, ${checksum}`)
  const rowsAfter = filing.prepareRowsAfter<NamedRow>(
    `${CHECKED_COLUMNS}, bytes, ${checksum}, (SELECT id FROM members WHERE key = member) AS name`,
  )
  const find = database.prepare(
    `SELECT ${CHECKED_COLUMNS}, bytes, ${checksum} FROM log WHERE document = ? AND sequence = ?`,
  )
  const quarantine = lazily(() =>
    database.prepare('UPDATE log SET quarantined = 1, checksum = ? WHERE sequence = ?'),
  )
  const addDocument = database.prepare('INSERT INTO documents (world, kind) VALUES (?, ?)')
  const undocument = database.prepare('DELETE FROM documents WHERE key = ?')
  const personal = database.prepare(
    `SELECT world, kind, sum(updates) AS updates, sum(length(bytes)) AS bytes
     FROM documents JOIN filed ON filed.document = documents.key CROSS JOIN log USING (sequence)
     WHERE instr(kind, ':') > 0 GROUP BY documents.key ORDER BY world, kind`,
  )
  const currentLease = database.prepare(
    'SELECT 1 FROM leases WHERE world = ? AND epoch = ? AND holder IS NOT NULL',
  )
  const isStaged = database.prepare('SELECT 1 FROM worlds WHERE key = ? AND address IS NULL')

  let sequence = sequenceIn(highest.get())
  /** Documents with rows that are damaged: they are read as far as they can be, and not written. */
  const damaged = new Set<number>()
  const assertWhole = (document: number): void => {
    if (damaged.has(document)) throw damagedDocument()
  }

  const claimFor = (document: number, client: number, member: number) => {
    const sum = claimChecksum(document, client, member)
    if (claim().run(document, client, member, sum).changes !== 0) return
    if (owner.get(document, client)?.['member'] === member) return
    throw claimedTwice(client)
  }

  const appendOne = (document: number, { bytes, member, claims }: RestartedDocument, at: number): void => {
    const memberKey = keys.member(member)
    for (const client of claims) claimFor(document, client, memberKey)
    add(document, memberKey, { firstAt: at, lastAt: at, updates: 1, quarantined: 0, bytes })
  }

  const add = (
    document: number,
    member: number,
    row: Pick<CheckedRow, 'firstAt' | 'lastAt' | 'updates' | 'quarantined' | 'bytes'>,
  ): void => {
    sequence += 1
    const { firstAt, lastAt, updates, quarantined, bytes } = row
    const sum = logChecksum({ sequence, document, member, firstAt, lastAt, updates, quarantined, bytes })
    insert().run(sequence, document, member, firstAt, lastAt, updates, quarantined, bytes, sum)
  }

  /** To whom client ids belong; null where that is damaged. */
  const ownersOf = (document: number): Map<number, MemberId> | null => {
    const clients = new Map<number, MemberId>()
    for (const row of owners.iterate(document)) {
      const { client, member, id, checksum } = row as unknown as OwnedClient
      if (id === null || (checksum !== null && checksum !== claimChecksum(document, client, member)))
        return null
      clients.set(client, id)
    }
    return clients
  }

  return {
    /** Appends updates; the answer is the first one's sequence, the others' follow it without a gap. */
    append: (updates: readonly Append[]): number => {
      const first = sequence + 1
      // First of all, so that a missing world is told as such, whatever else is wrong with the call.
      for (const { document } of updates) keys.document(document)
      for (const { document, epoch } of updates) {
        if (epoch !== undefined && !currentLease.get(document.world, epoch)) throw staleLease(epoch)
      }
      for (const { document, bytes, member, at, claims } of updates) {
        const number = keys.written(document)
        assertWhole(number)
        appendOne(number, { bytes, member, claims }, at)
      }
      return first
    },
    open: (key: DocumentKey): EncodedStored => {
      const document = keys.document(key)
      // A snapshot that is damaged costs nothing: the log has all that was in it.
      const snapshot = snapshots.find(document)
      const tail: StoredUpdate[] = []
      const lost: number[] = []
      for (const row of tailAfter(document, snapshot?.sequence ?? 0, EVERYTHING)) {
        if (!isWhole(row, document)) lost.push(row.sequence)
        else if (row.quarantined === 0) tail.push({ sequence: row.sequence, bytes: row.bytes })
      }
      const clients = ownersOf(document)
      const isDamaged = lost.length > 0 || clients === null
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
    snapshot: (key: DocumentKey, covered: number, state: Uint8Array): void => {
      const document = keys.document(key)
      if (covered > filing.lastOf(document)) throw beyondTheLog(covered)
      assertWhole(document)
      snapshots.keep(document, covered, state)
    },
    forgetRows: (key: DocumentKey, after: number, upTo: number): void => {
      if (!isPersonal(key.kind)) throw notPersonal(key.kind)
      assertWhole(keys.document(key))
      filing.file(sequence)
      filing.delete(keys.document(key), after + 1, upTo)
    },
    personalLogs: (): PersonalLog[] => {
      filing.file(sequence)
      return personal.all() as unknown as PersonalLog[]
    },
    /** A document holds this one update, and nothing of what it held. */
    restart: (key: DocumentKey, as: RestartedDocument, at: number): void => {
      const before = keys.document(key)
      undocument.run(before)
      damaged.delete(before)
      dropped.note(before)
      keys.forget()
      addDocument.run(key.world, key.kind)
      appendOne(keys.document(key), as, at)
    },
    quarantine: (key: DocumentKey, row: number): void => {
      const document = keys.document(key)
      const found = find.get(document, row) as CheckedRow | undefined
      if (found === undefined) return
      // What is not what somebody wrote would count as whole from then on; and what rests on it is not to
      // blame.
      if (!isWhole(found, document)) throw damagedDocument()
      assertWhole(document)
      quarantine().run(logChecksum({ ...found, quarantined: 1 }), row)
    },
    importRows: (key: DocumentKey, encoded: Uint8Array, clients: ReadonlyMap<number, MemberId>): number => {
      if (!isStaged.get(key.world)) throw missingWorld(key.world)
      const document = keys.document(key)
      for (const [client, member] of clients) claimFor(document, client, keys.member(member))
      for (const { member, firstAt, lastAt, updates, quarantined, bytes } of unpackRows(encoded)) {
        const mark = quarantined ? 1 : 0
        add(document, keys.member(member), { firstAt, lastAt, updates, quarantined: mark, bytes })
      }
      return filing.lastOf(document)
    },
    documentKey: keys.document,
    snapshots,
    /** Throws where rows of a document are damaged, as far as it was read. */
    assertWhole,
    memberKey: keys.member,
    filing,
    /** Files the rows that are not filed yet. */
    file: (): void => filing.file(sequence),
    isFilingDue: (): boolean => filing.isDue(sequence),
    /** A document is gone from its world: its rows are deleted some at a time. */
    drop: (document: number): void => {
      dropped.note(document)
      keys.forget()
    },
    hasDropped: dropped.isDue,
    /** Deletes some of the rows of documents that are gone. */
    deleteSome: (): void => {
      filing.file(sequence)
      dropped.deleteSome()
    },
    lastRow: (): number => sequence,
    /** Reads again what a rollback may have changed. */
    resync: (): void => {
      keys.forget()
      filing.resync()
      sequence = sequenceIn(highest.get())
    },
  }
}

interface NamedRow extends CheckedRow {
  /** Null where the member is not known any more. */
  readonly name: MemberId | null
}

interface OwnedClient {
  readonly client: number
  readonly member: number
  readonly id: MemberId | null
  readonly checksum: number | null
}

/** Rows as they are told; one that is damaged is told as one that cannot be read, of nobody. */
function* readable(rows: Iterable<NamedRow>, document: number): Generator<LogRow> {
  for (const row of rows) {
    const { sequence, name, firstAt, lastAt, updates, bytes } = row
    if (name !== null && isWhole(row, document)) {
      const quarantined = row.quarantined === 1
      yield { sequence, bytes, member: name, firstAt, lastAt, updates, quarantined }
    } else {
      const left = bytes instanceof Uint8Array ? bytes : new Uint8Array()
      yield { sequence, bytes: left, member: ANONYMOUS, firstAt: 0, lastAt: 0, updates: 1, quarantined: true }
    }
  }
}

/** Prepares a statement when it is needed first. */
function lazily(prepare: () => StatementSync): () => StatementSync {
  let prepared: StatementSync | null = null
  return () => (prepared ??= prepare())
}

/** A limit for SQLite that is none. */
const EVERYTHING = Number.MAX_SAFE_INTEGER

const sequenceIn = (row: unknown): number => (row as { sequence: number }).sequence
