// The processes that are one node, as the database lists them; and which of them has the store.
import type { NodeProcess, ProcessLoad, SeenLeader, SeenProcesses } from '../../node-database.ts'
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

const REMOVE = 'DELETE FROM node_processes WHERE id = $1 AND beat = $2'

export const remove = async (sql: Sql, process: ProcessId, beat: number): Promise<void> =>
  void (await sql.run(REMOVE, [process, beat]))

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
