// Writes rows at the end of the log, each with its sequence and its checksum.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { RowOrigin } from '../../log-rows.ts'
import type { RestartedDocument } from '../../store.ts'
import type { createClientOwners } from './client-owner-table.ts'
import { logChecksum, type CheckedRow } from '../../content-checksums.ts'
import type { createKeys } from './row-keys.ts'
import { originColumns } from '../../row-origin.ts'

const HIGHEST = 'SELECT max(highest, coalesce((SELECT max(sequence) FROM log), 0)) AS sequence FROM marks'

type AddedRow = Omit<CheckedRow, 'sequence' | 'document' | 'member' | 'checksum'>

interface WritingParts {
  readonly keys: ReturnType<typeof createKeys>
  readonly owners: ReturnType<typeof createClientOwners>
}

export function createRowWriting(database: DatabaseSync, { keys, owners }: WritingParts) {
  const highest = database.prepare(HIGHEST)
  let prepared: StatementSync | null = null
  const insert = () =>
    (prepared ??= database.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'))
  let sequence = sequenceIn(highest.get())

  const add = (document: number, member: number, row: AddedRow): void => {
    sequence += 1
    const { firstAt, lastAt, updates, quarantined, bytes, author, note, writtenAt } = row
    const sum = logChecksum({ sequence, document, member, ...row })
    const facts = [sequence, document, member, firstAt, lastAt, updates, quarantined] as const
    insert().run(...facts, bytes, sum, author, note, writtenAt)
  }

  return {
    add,
    /** Adds one update, which came now. */
    append: (document: number, update: RestartedDocument & RowOrigin, at: number): void => {
      const { bytes, claims } = update
      const member = keys.member(update.member)
      for (const client of claims) owners.claim(document, client, member)
      const times = { firstAt: at, lastAt: at }
      add(document, member, { ...times, updates: 1, quarantined: 0, bytes, ...originColumns(update) })
    },
    last: (): number => sequence,
    /** Reads again what a rollback may have changed. */
    resync: (): void => {
      sequence = sequenceIn(highest.get())
    },
  }
}

const sequenceIn = (row: unknown): number => (row as { sequence: number }).sequence
