// The server's word for files that are about to be brought into a world, so that they are told apart in its
// past.
import { nodeOf } from '../../../shared/world/address.ts'
import { IMPORT_FILES_MAX } from '../../../shared/world/author.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'
import { beginImport } from '../../api/history-api.ts'
import { systemClock } from '../../device/system-clock.ts'
import type { World } from '../context/use-world.ts'

/** How long an import waits for the server's word, in ms. */
const MARK_MS = 5_000

/**
 * Tells the server, which keeps a version first and names the import in the world's past. Without an answer
 * the files come in as plain edits: without a network, for one, or in a world of another node.
 */
export async function importMarkFor({ trial, replica }: World, files: number): Promise<string | null> {
  if (trial !== null || replica.sync.state === 'offline' || nodeOf(replica.address) !== null) return null
  const asked = beginImport(replica.address, Math.min(files, IMPORT_FILES_MAX)).catch(() => null)
  return withinTime(systemClock, MARK_MS, asked, null)
}
