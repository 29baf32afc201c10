// The processes that are one node, as its admins see them.
import type { NodeDatabase } from '../storage/node-database.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import type { ProcessInfo } from '../../shared/wire/api/process-bodies.ts'

export interface ProcessOverview {
  /** The one that leads first. */
  all(): Promise<readonly ProcessInfo[]>
  /**
   * Asks a process to hand over what it has and to end. `none`: there is no such process; `last`: there is no
   * other one that would go on.
   */
  drain(id: string): Promise<'asked' | 'none' | 'last'>
}

export type ProcessCounts = Pick<ProcessInfo, 'behind' | 'leasesTaken' | 'writesRefused' | 'playedWorlds'>

/** How busy one is, and how soon it says so: left out by the one that asks. */
export interface MeasuredProcess {
  readonly id: string
  /** The share of a core that it used lately. */
  readonly load: number
  readonly answerSeconds?: number
}

/**
 * `countsOf`: what a process counts itself, and how many changes it has not read yet where it follows;
 * `loads`: how busy each is that can be asked.
 */
export function listProcesses(
  database: NodeDatabase,
  countsOf: (process: ProcessId) => ProcessCounts,
  loads: () => Promise<readonly MeasuredProcess[]>,
): ProcessOverview {
  return {
    async all() {
      const [{ leader, processes }, measured] = await Promise.all([database.look(), loads()])
      const loadOf = new Map(measured.map((each) => [each.id, each]))
      return processes
        .map(({ id, address, since, worlds, connections }) => {
          const told = { id, address, since, worlds, connections, ...countsOf(id), ...loadOf.get(id) }
          return { ...told, leads: id === leader?.id }
        })
        .toSorted((one, other) => Number(other.leads) - Number(one.leads))
    },
    async drain(id) {
      const { processes } = await database.look()
      if (processes.every((process) => process.id !== id)) return 'none'
      if (processes.length < 2) return 'last'
      return (await database.ask(id as ProcessId)) ? 'asked' : 'none'
    },
  }
}
