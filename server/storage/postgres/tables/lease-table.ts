// Processes, and which of them owns a world. The epochs of leases stand in the worlds' rows, so that the
// statement that writes holds them.
import { expelled, missingWorld, staleLease } from '../../store-faults.ts'
import type { ProcessBeat, ProcessId } from '../../lease-store.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'
import type { Sql } from '../connection/connection.ts'
import { numbers } from '../connection/sql-lists.ts'

const JOIN = 'INSERT INTO processes (process, beat) VALUES ($1, 0) ON CONFLICT DO NOTHING'

export const join = async (sql: Sql, process: ProcessId): Promise<void> =>
  void (await sql.run(JOIN, [process]))

const BEAT = 'UPDATE processes SET beat = beat + 1 WHERE process = $1 RETURNING beat'

export async function beat(sql: Sql, process: ProcessId): Promise<number> {
  const [row] = await sql.rows<{ beat: number }>(BEAT, [process])
  if (row === undefined) throw expelled()
  return row.beat
}

export const processes = async (sql: Sql): Promise<ProcessBeat[]> => [
  ...(await sql.rows<ProcessBeat>('SELECT process, beat FROM processes ORDER BY process')),
]

const LOCK_PROCESS = 'SELECT beat FROM processes WHERE process = $1 FOR UPDATE'
/** In the order of their keys, as every other writer does. */
const LOCK_OWNED = 'SELECT key FROM worlds WHERE holder = $1 ORDER BY key FOR UPDATE'
const FENCE = 'UPDATE worlds SET epoch = epoch + 1, holder = NULL WHERE holder = $1'

export async function expel(sql: Sql, process: ProcessId, seen: number): Promise<boolean> {
  const [row] = await sql.rows<{ beat: number }>(LOCK_PROCESS, [process])
  if (row !== undefined && row.beat !== seen) return false
  await sql.rows(LOCK_OWNED, [process])
  await sql.run(FENCE, [process])
  await sql.run('DELETE FROM processes WHERE process = $1', [process])
  return true
}

/** Whoever is just expelling the process waits. */
const IS_AMONG = 'SELECT 1 FROM processes WHERE process = $1 FOR KEY SHARE'
const FIND = 'SELECT epoch, holder FROM worlds WHERE key = $1 AND address IS NOT NULL FOR UPDATE'
const KEEP = 'UPDATE worlds SET epoch = $2, holder = $3 WHERE key = $1'

export async function takeLease(
  sql: Sql,
  world: WorldKey,
  process: ProcessId,
  from: ProcessId | null = null,
): Promise<number | null> {
  const isAmong = (await sql.rows(IS_AMONG, [process])).length > 0
  const [last] = await sql.rows<FoundLease>(FIND, [world])
  if (last === undefined) throw missingWorld(world)
  if (!isAmong) throw expelled()
  if (last.holder !== null && last.holder !== from) return last.holder === process ? last.epoch : null
  await sql.run(KEEP, [world, last.epoch + 1, process])
  return last.epoch + 1
}

interface FoundLease {
  readonly epoch: number
  readonly holder: string | null
}

const RELEASE = 'UPDATE worlds SET holder = NULL WHERE key = $1 AND epoch = $2'

export const releaseLease = async (sql: Sql, world: WorldKey, epoch: number): Promise<void> =>
  void (await sql.run(RELEASE, [world, epoch]))

/** Nobody is among the processes, and nobody has a world. */
export async function endAll(sql: Sql): Promise<void> {
  await sql.run('DELETE FROM processes')
  await sql.run('UPDATE worlds SET holder = NULL WHERE holder IS NOT NULL')
}

interface WrittenWorld {
  readonly world: WorldKey
  readonly epoch?: number
}

const LOCK = 'SELECT key, epoch, holder FROM worlds WHERE key = ANY ($1::bigint[]) ORDER BY key FOR UPDATE'

/**
 * Locks worlds in the order of their keys, as every other writer does. Rejects with a WorldMissing, or with a
 * StaleLease where an epoch is not the current one.
 */
export async function lockWorlds(sql: Sql, written: readonly WrittenWorld[]): Promise<void> {
  const keys = [...new Set(written.map(({ world }) => world))]
  const rows = await sql.rows<FoundLease & { key: WorldKey }>(LOCK, [numbers(keys)])
  const found = new Map(rows.map((row) => [row.key, row]))
  for (const { world } of written) if (!found.has(world)) throw missingWorld(world)
  for (const { world, epoch } of written) {
    const row = found.get(world)
    if (epoch !== undefined && (row?.epoch !== epoch || row.holder === null)) throw staleLease(epoch)
  }
}
