// The logs of all documents in one table, in the order in which they were written, and what stands beside them: snapshots
// and the owners of client ids.
import type { DatabaseSync } from 'node:sqlite'
import type { MemberId } from '../../../shared/world/address.ts'
import { beyondTheLog, claimedTwice, missingWorld, notPersonal, staleLease } from '../faults.ts'
import { packLog, packTail, unpackRows } from '../packing.ts'
import { pageOf } from '../page.ts'
import {
  isPersonal,
  type Append,
  type DocumentKey,
  type LogRow,
  type PersonalLog,
  type RestartedDocument,
  type Stored,
  type StoredUpdate,
} from '../store.ts'
import { createDropped } from './dropped.ts'
import { createFiling } from './filing.ts'
import { createKeys } from './keys.ts'

/** What a document is opened with, as it travels from the store's thread. */
export type PackedStored = Omit<Stored, 'tail'> & { readonly tail: Uint8Array<ArrayBuffer> }

export type Log = ReturnType<typeof createLog>

/** Everything that is done to logs within a transaction. */
export function createLog(database: DatabaseSync) {
  const keys = createKeys(database)
  const filing = createFiling(database)
  const dropped = createDropped(database, filing)
  const insert = database.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const highest = database.prepare(
    'SELECT max(highest, coalesce((SELECT max(sequence) FROM log), 0)) AS sequence FROM marks',
  )
  const claim = database.prepare('INSERT INTO client_owners VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const owner = database.prepare('SELECT member FROM client_owners WHERE document = ? AND client = ?')
  const owners = database.prepare(
    'SELECT client, id AS member FROM client_owners JOIN members ON members.key = member WHERE document = ?',
  )
  const tailAfter = filing.prepareRowsAfter<StoredUpdate>('sequence, bytes', 'NOT quarantined')
  const rowsAfter = filing.prepareRowsAfter<LogRow>(
    `sequence, bytes, (SELECT id FROM members WHERE key = member) AS member,
     first_at AS firstAt, last_at AS lastAt, updates, quarantined`,
  )
  const quarantine = database.prepare('UPDATE log SET quarantined = 1 WHERE document = ? AND sequence = ?')
  const findSnapshot = database.prepare('SELECT sequence, state FROM snapshots WHERE document = ?')
  const snapshot = database.prepare(
    `INSERT INTO snapshots VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence, state = excluded.state
     WHERE excluded.sequence >= sequence`,
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
  const claimFor = (document: number, client: number, member: number) => {
    if (claim.run(document, client, member).changes !== 0) return
    if (owner.get(document, client)?.['member'] === member) return
    throw claimedTwice(client)
  }

  const appendOne = (document: number, { bytes, member, claims }: RestartedDocument, at: number): void => {
    const memberKey = keys.member(member)
    for (const client of claims) claimFor(document, client, memberKey)
    sequence += 1
    insert.run(sequence, document, memberKey, at, at, 1, 0, bytes)
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
        appendOne(keys.written(document), { bytes, member, claims }, at)
      }
      return first
    },
    open: (key: DocumentKey): PackedStored => {
      const document = keys.document(key)
      const kept = findSnapshot.get(document) as { sequence: number; state: Uint8Array } | undefined
      const snapshotSequence = kept?.sequence ?? 0
      const clients = owners.all(document) as unknown as { client: number; member: MemberId }[]
      return {
        sequence: filing.lastOf(document),
        snapshot: kept?.state ?? null,
        snapshotSequence,
        tail: packTail(tailAfter(document, snapshotSequence, EVERYTHING)),
        clients: new Map(clients.map(({ client, member }) => [client, member])),
      }
    },
    rows: (key: DocumentKey, after: number, limit: number): Uint8Array<ArrayBuffer> => {
      return packLog([...pageOf(rowsAfter(keys.document(key), after, limit))])
    },
    snapshot: (key: DocumentKey, covered: number, state: Uint8Array): void => {
      const document = keys.document(key)
      if (covered > filing.lastOf(document)) throw beyondTheLog(covered)
      snapshot.run(document, covered, state)
    },
    forgetRows: (key: DocumentKey, after: number, upTo: number): void => {
      if (!isPersonal(key.kind)) throw notPersonal(key.kind)
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
      dropped.note(before)
      keys.forget()
      addDocument.run(key.world, key.kind)
      appendOne(keys.document(key), as, at)
    },
    quarantine: (key: DocumentKey, row: number): void => {
      quarantine.run(keys.document(key), row)
    },
    importRows: (key: DocumentKey, packed: Uint8Array, clients: ReadonlyMap<number, MemberId>): number => {
      if (!isStaged.get(key.world)) throw missingWorld(key.world)
      const document = keys.document(key)
      for (const [client, member] of clients) claimFor(document, client, keys.member(member))
      for (const { member, firstAt, lastAt, updates, quarantined, bytes } of unpackRows(packed)) {
        sequence += 1
        const mark = quarantined ? 1 : 0
        insert.run(sequence, document, keys.member(member), firstAt, lastAt, updates, mark, bytes)
      }
      return filing.lastOf(document)
    },
    documentKey: keys.document,
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
    /** Reads again what a rollback may have changed. */
    resync: (): void => {
      keys.forget()
      filing.resync()
      sequence = sequenceIn(highest.get())
    },
  }
}

/** A limit for SQLite that is none. */
const EVERYTHING = Number.MAX_SAFE_INTEGER

const sequenceIn = (row: unknown): number => (row as { sequence: number }).sequence
