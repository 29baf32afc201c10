// The metrics, and how they are read. Loaded when somebody first asks: counting costs memory and a timer.
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import type { ProcessOverview } from '../../cluster/process-list.ts'
import type { OwnerStats } from '../../owner/world-owner.ts'
import type { Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { SyncStats } from '../../sync/sync-server.ts'
import type { ProcessInfo } from '../../../shared/wire/api/process-bodies.ts'
import { createAllWorlds } from '../routing/all-worlds.ts'
import type { WorldServices } from '../routing/http-services.ts'
import type { Door } from '../edge/http-server.ts'

type Stats = SyncStats & OwnerStats

export interface MeasuredParts extends Pick<WorldServices, 'sync' | 'owner'> {
  readonly store: Pick<Store, 'worlds'>
  readonly clock: ServerClock
  /** Null where this is the only process of the node. */
  readonly processes: Pick<ProcessOverview, 'all'> | null
}

/** The outside names of the stats, and what they count. */
const GAUGES = {
  connections: ['inkland_sync_connections', 'Open sync connections'],
  rooms: ['inkland_sync_rooms', 'Documents in memory'],
  readOnlyRooms: ['inkland_sync_read_only_rooms', 'Documents that wait for the disk'],
  playedWorlds: ['inkland_played_worlds', 'Worlds that live here'],
  waitingWorlds: ['inkland_waiting_worlds', 'Worlds that should live here, and do not now'],
  programs: ['inkland_programs', 'Things whose code runs'],
} as const satisfies Partial<Record<keyof Stats, readonly [string, string]>>

const COUNTERS = {
  savedUpdates: ['inkland_sync_saved_updates_total', 'Updates that were stored'],
  savedBytes: ['inkland_sync_saved_bytes_total', 'Bytes of updates that were stored'],
  refusedFrames: ['inkland_sync_refused_frames_total', 'Frames that were refused'],
  actions: ['inkland_actions_total', 'Actions that were asked for'],
  faults: ['inkland_faults_total', 'Faults of programs'],
  killedWorkers: ['inkland_killed_workers_total', 'Threads of programs that had to be ended'],
} as const satisfies Partial<Record<keyof Stats, readonly [string, string]>>

/** Of each process of a node that has several, by where the others reach it. */
const OF_PROCESSES = {
  leads: ['inkland_process_leads', 'Whether a process leads the node'],
  worlds: ['inkland_process_worlds', 'Documents that are open in a process'],
  connections: ['inkland_process_connections', 'Sockets that came in at a process'],
  playedWorlds: ['inkland_process_played_worlds', 'Worlds that a process plays'],
  load: ['inkland_process_load', 'The share of a core that a process used in the last 5 s'],
  answerSeconds: ['inkland_process_answer_seconds', 'How long a process took to answer the one that leads'],
  behind: ['inkland_process_behind', 'Changes that a process has not read yet'],
  leasesTaken: ['inkland_process_leases_taken', 'Leases of worlds that a process took since it began'],
  writesRefused: [
    'inkland_process_writes_refused',
    'Writes of a process that the database refused, since their lease was over',
  ],
} as const satisfies Partial<Record<keyof ProcessInfo, readonly [string, string]>>

/** The metrics of one node: the process, its sync connections, its worlds. */
export function createRegistry(
  { sync, owner, store, clock, processes }: MeasuredParts,
  door: Door,
): Registry {
  const stats = (): Stats => ({ ...sync.stats(), ...owner.stats() })
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const open: Gauge = new Gauge({
    name: 'inkland_connections',
    help: 'Open connections of every kind',
    registers,
    collect: () => open.set(door.count()),
  })
  for (const [stat, [name, help]] of entries(GAUGES)) {
    const gauge: Gauge = new Gauge({ name, help, registers, collect: () => gauge.set(stats()[stat]) })
  }
  for (const [stat, [name, help]] of entries(COUNTERS)) {
    const collect = () => {
      counter.reset()
      counter.inc(stats()[stat])
    }
    const counter: Counter = new Counter({ name, help, registers, collect })
  }
  const allWorlds = createAllWorlds({ store, clock })
  const worlds: Gauge<'place'> = new Gauge({
    name: 'inkland_worlds',
    help: 'Worlds here and in the bin',
    labelNames: ['place'],
    registers,
    async collect() {
      for (const place of ['here', 'binned'] as const) worlds.set({ place }, (await allWorlds(place)).length)
    },
  })
  if (processes !== null) measureProcesses(processes, registers)
  return registry
}

function measureProcesses(processes: Pick<ProcessOverview, 'all'>, registers: Registry[]): void {
  const labelNames = ['process'] as const
  let asked: Promise<readonly ProcessInfo[]> | null = null
  /** All gauges of one look at the metrics tell the same. */
  const all = (): Promise<readonly ProcessInfo[]> => {
    asked ??= processes.all().finally(() => (asked = null))
    return asked
  }
  for (const [fact, [name, help]] of entries(OF_PROCESSES)) {
    const gauge: Gauge<'process'> = new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        const now = await all()
        gauge.reset()
        for (const process of now) {
          const value = process[fact]
          if (value !== undefined) gauge.set({ process: process.address ?? '' }, Number(value))
        }
      },
    })
  }
}

const entries = <Key extends string, Value>(record: Readonly<Record<Key, Value>>) =>
  Object.entries(record) as [Key, Value][]
