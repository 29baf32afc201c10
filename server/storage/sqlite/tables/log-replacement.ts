// A new line of a world: the documents of a staged world take the place of its own. Moving them costs
// nothing, since rows name their document; what they replace is deleted some at a time.
import type { DatabaseSync } from 'node:sqlite'
import { nodeOf } from '../../../../shared/world/address.ts'
import type { WorldKey, WorldRecord } from '../../../contracts/world-record.ts'
import type { NewLine } from '../../history-store.ts'
import { missingWorld } from '../../store-faults.ts'
import { KINDS } from '../../update-packing.ts'
import type { Log } from './log-table.ts'
import { PLACE } from './row-index.ts'

type FindWorld = (world: WorldKey) => WorldRecord | null

export function createReplacement(database: DatabaseSync, log: Log, findWorld: FindWorld) {
  const isStaged = database.prepare('SELECT 1 FROM worlds WHERE key = ? AND address IS NULL')
  const rehome = database.prepare('UPDATE documents SET world = ? WHERE key = ?')
  // It changed last when the last row of its scene was written.
  const reline = database.prepare(
    `UPDATE worlds SET line = ?1, is_living = NULL, looked_to = 0, words_to = 0, changed_at = coalesce(
       (SELECT last_at FROM log WHERE sequence = (
         SELECT ${PLACE} FROM filed JOIN documents ON documents.key = filed.document
         WHERE documents.world = ?2 AND documents.kind = 'scene' ORDER BY filed.sequence DESC LIMIT 1)),
       created_at)
     WHERE key = ?2`,
  )
  const endLease = database.prepare('UPDATE leases SET holder = NULL WHERE world = ?')
  const dropWords = database.prepare('DELETE FROM words WHERE world = ?')
  const unstage = database.prepare('DELETE FROM worlds WHERE key = ?')
  const found = (world: WorldKey): WorldRecord => {
    const record = findWorld(world)
    if (record === null || nodeOf(record.address) !== null) throw missingWorld(world)
    return record
  }

  return ({ world, staged, line, epoch }: NewLine): WorldRecord => {
    found(world)
    log.assertCurrent(world, epoch)
    if (!isStaged.get(staged)) throw missingWorld(staged)
    log.file()
    for (const kind of KINDS) {
      const taken = log.documentKey({ world: staged, kind })
      log.end(log.documentKey({ world, kind }))
      rehome.run(world, taken)
    }
    reline.run(line, world)
    dropWords.run(world)
    endLease.run(world)
    unstage.run(staged)
    return found(world)
  }
}
