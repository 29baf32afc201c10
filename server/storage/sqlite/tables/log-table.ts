// The logs of all documents in one table, in the order in which they were written, with their snapshots and
// the owners of client ids.
import type { DatabaseSync } from 'node:sqlite'
import type { MemberId } from '../../../../shared/world/address.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'
import { beyondTheLog, missingWorld, notPersonal, staleLease } from '../../store-faults.ts'
import { unpackRows } from '../../update-packing.ts'
import {
  isPersonal,
  type Append,
  type ClientReservation,
  type DocumentKey,
  type PersonalLog,
  type RestartedDocument,
} from '../../store.ts'
import { createClientOwners } from './client-owner-table.ts'
import { createDropped } from './dropped-documents.ts'
import { createLogReading } from './log-reading.ts'
import { originColumns } from '../../row-origin.ts'
import { createFiling, placeIn } from './row-index.ts'
import { createKeys } from './row-keys.ts'
import { createRowWriting } from './row-writing.ts'
import { createSnapshots } from './snapshot-table.ts'

const personalLogs = (database: DatabaseSync): string => `
  SELECT world, kind, sum(updates) AS updates, sum(length(bytes)) AS bytes
  FROM documents JOIN filed ON filed.document = documents.key CROSS JOIN log ON log.sequence = ${placeIn(database)}
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
  const rows = createRowWriting(database, { keys, owners })
  const { assertWhole } = reading
  const addDocument = database.prepare('INSERT INTO documents (world, kind) VALUES (?, ?)')
  const undocument = database.prepare('DELETE FROM documents WHERE key = ?')
  const personal = database.prepare(personalLogs(database))
  const currentLease = database.prepare(CURRENT_LEASE)
  const isStaged = database.prepare('SELECT 1 FROM worlds WHERE key = ? AND address IS NULL')

  /** Throws a StaleLease when an epoch is named that is not the current one. */
  const assertCurrent = (world: WorldKey, epoch: number | undefined): void => {
    if (epoch !== undefined && !currentLease.get(world, epoch)) throw staleLease(epoch)
  }

  /** A document is no more: what is left of it is deleted some at a time. */
  const end = (document: number): void => {
    undocument.run(document)
    reading.forget(document)
    dropped.note(document)
    keys.forget()
  }

  return {
    /** Appends updates; the answer is the first one's sequence, the others' follow it without a gap. */
    append: (updates: readonly Append[]): number => {
      const first = rows.last() + 1
      // First of all, so that a missing world is told as such, whatever else is wrong with the call.
      for (const { document } of updates) keys.document(document)
      for (const { document, epoch } of updates) assertCurrent(document.world, epoch)
      for (const update of updates) {
        const number = keys.written(update.document)
        assertWhole(number)
        rows.append(number, update, update.at)
      }
      return first
    },
    assertCurrent,
    reserveClients: (key: DocumentKey, { member, clients, freed, epoch }: ClientReservation): void => {
      const document = keys.document(key)
      assertCurrent(key.world, epoch)
      assertWhole(document)
      for (const [client, owner] of freed) owners.free(document, client, keys.member(owner))
      for (const client of clients) owners.reserve(document, client, keys.member(member))
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
      filing.file(rows.last())
      filing.delete(keys.document(key), after + 1, upTo)
    },
    personalLogs: (): PersonalLog[] => {
      filing.file(rows.last())
      return personal.all() as unknown as PersonalLog[]
    },
    /** From now on a document holds this one update, and nothing of its earlier content. */
    restart: (key: DocumentKey, as: RestartedDocument, at: number): void => {
      const before = keys.document(key)
      end(before)
      addDocument.run(key.world, key.kind)
      rows.append(keys.document(key), as, at)
    },
    importRows: (key: DocumentKey, encoded: Uint8Array, clients: ReadonlyMap<number, MemberId>): number => {
      if (!isStaged.get(key.world)) throw missingWorld(key.world)
      const document = keys.document(key)
      for (const [client, member] of clients) owners.claim(document, client, keys.member(member))
      for (const { member, firstAt, lastAt, updates, quarantined, bytes, ...origin } of unpackRows(encoded)) {
        const facts = { firstAt, lastAt, updates, quarantined: quarantined ? 1 : 0, bytes }
        rows.add(document, keys.member(member), { ...facts, ...originColumns(origin) })
      }
      return filing.lastOf(document)
    },
    end,
    documentKey: keys.document,
    snapshots,
    assertWhole,
    memberKey: keys.member,
    filing,
    /** Files the rows that are not filed yet. */
    file: (): void => filing.file(rows.last()),
    isFilingDue: (): boolean => filing.isDue(rows.last()),
    /** A document is gone from its world: its rows are deleted some at a time. */
    drop: (document: number): void => {
      dropped.note(document)
      keys.forget()
    },
    hasDropped: dropped.isDue,
    /** Deletes some of the rows of documents that are gone. */
    deleteSome: (): void => {
      filing.file(rows.last())
      dropped.deleteSome()
    },
    lastRow: rows.last,
    /** Reads again what a rollback may have changed. */
    resync: (): void => {
      keys.forget()
      filing.resync()
      rows.resync()
    },
  }
}
