// The processes that are one node, as the database lists them; and which of them has the store.
import type { WorldKey } from '../../../contracts/world-record.ts'
import type { NodeProcess, ProcessLoad, SeenLeader, SeenProcesses, WorldHolder } from '../../node-database.ts'
import type { ProcessId } from '../../lease-store.ts'
import type { Sql } from '../connection/connection.ts'

const ENTER = `
  INSERT INTO node_processes (id, address, since, beat, options, connections, worlds, leaving)
  VALUES ($1, $2, $3, 0, $4, $5, $6, false) ON CONFLICT DO NOTHING`

export const enter = async (sql: Sql, process: NodeProcess): Promise<void> => {
  const { id, address, since, options, connections, worlds } = process
  await sql.run(ENTER, [id, address, since, options, connections, worlds])
}

const BEAT = `
  UPDATE node_processes SET beat = beat + 1, connections = $2, worlds = $3 WHERE id = $1 RETURNING leaving`

export async function raiseBeat(
  sql: Sql,
  process: ProcessId,
  { connections, worlds }: ProcessLoad,
): Promise<'gone' | 'here' | 'asked'> {
  const [row] = await sql.rows<{ leaving: boolean }>(BEAT, [process, connections, worlds])
  if (row === undefined) return 'gone'
  return row.leaving ? 'asked' : 'here'
}

const LEADER = 'SELECT holder AS id, beat FROM store WHERE holder IS NOT NULL'
const LIST = 'SELECT id, address, since, beat, options, connections, worlds FROM node_processes ORDER BY id'

export async function look(sql: Sql): Promise<SeenProcesses> {
  const [leader = null] = await sql.rows<SeenLeader>(LEADER)
  return { leader, processes: await sql.rows<NodeProcess & { beat: number }>(LIST) }
}

const HOLDER = `
  SELECT node_processes.id, node_processes.address FROM worlds
    JOIN node_processes ON node_processes.id = split_part(worlds.holder, '/', 1) WHERE worlds.key = $1`

export async function holderOf(sql: Sql, world: WorldKey): Promise<WorldHolder | null> {
  return (await sql.rows<WorldHolder>(HOLDER, [world]))[0] ?? null
}

const HELD = "SELECT key FROM worlds WHERE holder IS NOT NULL AND split_part(holder, '/', 1) <> $1"

export const heldByOthers = async (sql: Sql, process: ProcessId): Promise<Set<WorldKey>> =>
  new Set((await sql.rows<{ key: WorldKey }>(HELD, [process])).map(({ key }) => key))

/**
 * Whoever expels one waits for what it is just writing. Worlds in the order of their keys, as other writers
 * do.
 */
const LOCK = 'SELECT beat FROM node_processes WHERE id = $1 FOR UPDATE'
const LOCK_HOLDERS = "SELECT process FROM processes WHERE split_part(process, '/', 1) = $1 FOR UPDATE"
const ITS_WORLDS = "holder IS NOT NULL AND split_part(holder, '/', 1) = $1"
const LOCK_WORLDS = `SELECT key FROM worlds WHERE ${ITS_WORLDS} ORDER BY key FOR UPDATE`
const FREE_WORLDS = `UPDATE worlds SET epoch = epoch + 1, holder = NULL WHERE ${ITS_WORLDS}`
const LEAVE = "DELETE FROM processes WHERE split_part(process, '/', 1) = $1"
/** What became of its last units can still be read there. */
const CLOSE_WRITERS = "UPDATE writers SET closed = true WHERE split_part(id, ' ', 1) = $1 AND NOT closed"
const REMOVE = 'DELETE FROM node_processes WHERE id = $1'

/** Within a transaction: a process is none of the node any more, writes nothing, and its worlds are free. */
export async function expel(sql: Sql, process: ProcessId): Promise<void> {
  for (const lock of [LOCK, LOCK_HOLDERS, LOCK_WORLDS]) await sql.rows(lock, [process])
  for (const end of [FREE_WORLDS, LEAVE, CLOSE_WRITERS, REMOVE]) await sql.run(end, [process])
}

/** Likewise, unless its beat has moved on. */
export async function expelAsSeen(sql: Sql, process: ProcessId, seen: number): Promise<void> {
  const [row] = await sql.rows<{ beat: number }>(LOCK, [process])
  if (row === undefined || row.beat === seen) await expel(sql, process)
}

const LISTED = 'IN (SELECT id FROM node_processes)'
const UNLISTED = [
  `UPDATE worlds SET epoch = epoch + 1, holder = NULL
    WHERE key IN (SELECT key FROM worlds WHERE holder IS NOT NULL AND NOT split_part(holder, '/', 1) ${LISTED}
      ORDER BY key FOR UPDATE)`,
  `DELETE FROM processes WHERE NOT split_part(process, '/', 1) ${LISTED}`,
  `DELETE FROM writers WHERE NOT split_part(id, ' ', 1) ${LISTED}`,
]

/**
 * Likewise whoever is not in the list: who had the database alone before, and what those left who are gone.
 */
export async function expelUnlisted(sql: Sql): Promise<void> {
  for (const end of UNLISTED) await sql.run(end)
}

const ASK = 'UPDATE node_processes SET leaving = true WHERE id = $1'

export const askToLeave = async (sql: Sql, process: ProcessId): Promise<boolean> =>
  (await sql.run(ASK, [process])) > 0

/** Other roles' names are hidden, but all processes of a node come as the same one. */
const SESSIONS = 'SELECT 1 FROM pg_stat_activity WHERE application_name = $1 LIMIT 1'

export const hasSessions = async (sql: Sql, session: string): Promise<boolean> =>
  (await sql.rows(SESSIONS, [session])).length > 0

const END = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1'

/**
 * Ends the connections of a process: one that stands still may be in the middle of a transaction, with its
 * locks.
 */
export const endSessions = async (sql: Sql, session: string): Promise<void> =>
  void (await sql.rows(END, [session]))
