// Leases: which process owns a world, and until when. One process has the folder, so the process that opens
// it owns nothing yet, and no other does.
import type { DatabaseSync } from 'node:sqlite'
import { missingWorld } from '../../store-faults.ts'
import type { Lease } from '../../store.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'

export function leaseCalls(database: DatabaseSync) {
  const isThere = database.prepare('SELECT 1 FROM worlds WHERE key = ? AND address IS NOT NULL')
  const find = database.prepare('SELECT epoch, holder, until FROM leases WHERE world = ?')
  const keep = database.prepare(
    'INSERT OR REPLACE INTO leases (world, epoch, holder, until) VALUES (?, ?, ?, ?)',
  )
  const release = database.prepare('UPDATE leases SET holder = NULL, until = 0 WHERE world = ? AND epoch = ?')
  const releaseAll = database.prepare('UPDATE leases SET holder = NULL, until = 0 WHERE holder IS NOT NULL')

  return {
    lease(world: WorldKey, holder: string, now: number, until: number): Lease | null {
      if (!isThere.get(world)) throw missingWorld(world)
      const last = find.get(world) as { epoch: number; holder: string | null; until: number } | undefined
      const isHeld = last !== undefined && last.holder !== null && last.until > now
      if (isHeld && last.holder !== holder) return null
      const epoch = isHeld ? last.epoch : (last?.epoch ?? 0) + 1
      keep.run(world, epoch, holder, until)
      return { epoch, until }
    },
    release(world: WorldKey, epoch: number): void {
      release.run(world, epoch)
    },
    releaseAll: (): void => {
      releaseAll.run()
    },
  }
}
