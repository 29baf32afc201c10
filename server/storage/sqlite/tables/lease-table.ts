// Which process owns a world. One process has the folder, so the process that opens it owns nothing yet, and
// no other does: what is on the disk are the epochs. Processes are kept in memory, as a table that is rolled
// back with everything else; so the beat of a process writes nothing to the disk.
import type { DatabaseSync } from 'node:sqlite'
import { expelled, missingWorld } from '../../store-faults.ts'
import type { ProcessBeat, ProcessId } from '../../lease-store.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'

export function leaseCalls(database: DatabaseSync) {
  database.exec('PRAGMA temp_store = MEMORY')
  database.exec('CREATE TEMP TABLE processes (process TEXT PRIMARY KEY, beat INTEGER NOT NULL) STRICT')
  const join = database.prepare('INSERT INTO processes (process, beat) VALUES (?, 0) ON CONFLICT DO NOTHING')
  const beat = database.prepare('UPDATE processes SET beat = beat + 1 WHERE process = ? RETURNING beat')
  const beatOf = database.prepare('SELECT beat FROM processes WHERE process = ?')
  const all = database.prepare('SELECT process, beat FROM processes ORDER BY process')
  const remove = database.prepare('DELETE FROM processes WHERE process = ?')
  const fence = database.prepare('UPDATE leases SET epoch = epoch + 1, holder = NULL WHERE holder = ?')
  const isThere = database.prepare('SELECT 1 FROM worlds WHERE key = ? AND address IS NOT NULL')
  const find = database.prepare('SELECT epoch, holder FROM leases WHERE world = ?')
  const keep = database.prepare('INSERT OR REPLACE INTO leases (world, epoch, holder) VALUES (?, ?, ?)')
  const release = database.prepare('UPDATE leases SET holder = NULL WHERE world = ? AND epoch = ?')
  const releaseAll = database.prepare('UPDATE leases SET holder = NULL WHERE holder IS NOT NULL')

  return {
    join: (process: ProcessId): void => void join.run(process),
    beat(process: ProcessId): number {
      const raised = beat.get(process)
      if (raised === undefined) throw expelled()
      return Number(raised['beat'])
    },
    processes: (): ProcessBeat[] => all.all().map((row) => ({ ...(row as unknown as ProcessBeat) })),
    expel(process: ProcessId, seen: number): boolean {
      const now = beatOf.get(process)?.['beat'] ?? seen
      if (now !== seen) return false
      fence.run(process)
      remove.run(process)
      return true
    },
    lease(world: WorldKey, process: ProcessId, from: ProcessId | null = null): number | null {
      if (!isThere.get(world)) throw missingWorld(world)
      if (beatOf.get(process) === undefined) throw expelled()
      const last = find.get(world) as { epoch: number; holder: string | null } | undefined
      if (last !== undefined && last.holder !== null && last.holder !== from)
        return last.holder === process ? last.epoch : null
      const epoch = (last?.epoch ?? 0) + 1
      keep.run(world, epoch, process)
      return epoch
    },
    release(world: WorldKey, epoch: number): void {
      release.run(world, epoch)
    },
    releaseAll: (): void => {
      releaseAll.run()
    },
  }
}
