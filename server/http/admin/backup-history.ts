// Backups are made by a program of their own, beside the node. Each one that the node notices becomes an
// entry of the log of deeds, once, with the time when it was made.
import type { Overview } from '../../../shared/wire/api/admin-bodies.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { Store } from '../../storage/store.ts'
import { lastBackupIn } from '../../operations/folder-storage.ts'

const KIND = 'noted'
const ID = 'backup'

/** Finds out when the last backup was made, and logs it if it is new. */
export function createBackups(options: {
  readonly store: Pick<Store, 'records' | 'changeRecords'>
  readonly audit: Pick<Audit, 'note'>
  /** The data folder; null: there is none. */
  readonly folder: string | null
  readonly clock: { now(): number }
}): () => Promise<Overview['backup']> {
  const { store, audit, folder, clock } = options
  let noted: number | null = null

  async function notedBefore(): Promise<number> {
    const record = (await store.records(KIND)).find(({ id }) => id === ID)
    return typeof record?.value === 'number' ? record.value : 0
  }

  return async () => {
    const backup = folder === null ? null : await lastBackupIn(folder, clock.now())
    if (backup === null) return null
    noted ??= await notedBefore()
    if (backup.madeAt > noted) {
      noted = backup.madeAt
      await store.changeRecords([{ kind: KIND, id: ID, value: noted }])
      audit.note(null, 'admin.backedUp', '', { madeAt: noted }, noted)
    }
    return backup
  }
}
