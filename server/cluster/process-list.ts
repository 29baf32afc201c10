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

type ProcessCounts = Pick<ProcessInfo, 'behind' | 'leasesTaken' | 'writesRefused' | 'playedWorlds'>

/** `countsOf`: what a process counts itself, and how many changes it has not read yet where it follows. */
export function listProcesses(
  database: Pick<NodeDatabase, 'look' | 'ask'>,
  countsOf: (process: ProcessId) => ProcessCounts,
): ProcessOverview {
  return {
    async all() {
      const { leader, processes } = await database.look()
      return processes
        .map(({ id, address, since, worlds, connections }) => {
          const isLeader = id === leader?.id
          return { id, address, since, worlds, connections, ...countsOf(id), leads: isLeader }
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
