// The logs of all documents in one table, in the order in which they were written, with their snapshots and
// the owners of client ids.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { MemberId } from '../../../../shared/world/address.ts'
import { beyondTheLog, missingWorld, notPersonal, staleLease } from '../../store-faults.ts'
import { unpackRows } from '../../update-packing.ts'
import {
  isPersonal,
  type Append,
  type DocumentKey,
  type PersonalLog,
  type RestartedDocument,
} from '../../store.ts'
import { createClientOwners } from './client-owner-table.ts'
import { createDropped } from './dropped-documents.ts'
import { createLogReading } from './log-reading.ts'
import { logChecksum, type CheckedRow } from './row-checksums.ts'
import { createFiling } from './row-index.ts'
import { createKeys } from './row-keys.ts'
import { createSnapshots } from './snapshot-table.ts'

const HIGHEST = 'SELECT max(highest, coalesce((SELECT max(sequence) FROM log), 0)) AS sequence FROM marks'
const PERSONAL_LOGS = `
  SELECT world, kind, sum(updates) AS updates, sum(length(bytes)) AS bytes
  FROM documents JOIN filed ON filed.document = documents.key CROSS JOIN log USING (sequence)
  WHERE instr(kind, ':') > 0 GROUP BY documents.key ORDER BY world, kind`
const CURRENT_LEASE = 'SELECT 1 FROM leases WHERE world = ? AND epoch = ? AND holder IS NOT NULL'

export type Log = ReturnType<typeof createLog>

/** Everything that is done to logs within a transaction. */
export function createLog(database: DatabaseSync) {
  const keys = createKeys(database)
  const filing = createFiling(database)
  const dropped = createDropped(database, filing)
  const snapshots = createSnapshots(database)
  const owners = createClientOwners(database)
  const reading = createLogReading(database, { keys, filing, snapshots, owners })
  const { assertWhole } = reading
  const highest = database.prepare(HIGHEST)
  const addDocument = database.prepare('INSERT INTO documents (world, kind) VALUES (?, ?)')
  const undocument = database.prepare('DELETE FROM documents WHERE key = ?')
  const personal = database.prepare(PERSONAL_LOGS)
  const currentLease = database.prepare(CURRENT_LEASE)
  const isStaged = database.prepare('SELECT 1 FROM worlds WHERE key = ? AND address IS NULL')

  let prepared: StatementSync | null = null
  const insert = () => (prepared ??= database.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'))

  let sequence = sequenceIn(highest.get())

  const appendOne = (document: number, { bytes, member, claims }: RestartedDocument, at: number): void => {
    const memberKey = keys.member(member)
    for (const client of claims) owners.claim(document, client, memberKey)
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
    open: reading.open,
    rows: reading.rows,
    quarantine: reading.quarantine,
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
    /** From now on a document holds this one update, and nothing of its earlier content. */
    restart: (key: DocumentKey, as: RestartedDocument, at: number): void => {
      const before = keys.document(key)
      undocument.run(before)
      reading.forget(before)
      dropped.note(before)
      keys.forget()
      addDocument.run(key.world, key.kind)
      appendOne(keys.document(key), as, at)
    },
    importRows: (key: DocumentKey, encoded: Uint8Array, clients: ReadonlyMap<number, MemberId>): number => {
      if (!isStaged.get(key.world)) throw missingWorld(key.world)
      const document = keys.document(key)
      for (const [client, member] of clients) owners.claim(document, client, keys.member(member))
      for (const { member, firstAt, lastAt, updates, quarantined, bytes } of unpackRows(encoded)) {
        const mark = quarantined ? 1 : 0
        add(document, keys.member(member), { firstAt, lastAt, updates, quarantined: mark, bytes })
      }
      return filing.lastOf(document)
    },
    documentKey: keys.document,
    snapshots,
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

const sequenceIn = (row: unknown): number => (row as { sequence: number }).sequence
