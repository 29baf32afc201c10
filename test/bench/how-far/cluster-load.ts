// What people in worlds cost the processes of a node and its database, by measured costs.
import type { MeasuredCosts } from './costs.ts'
import type { Population } from './population.ts'

export interface Habits {
  /**
   * Parts of the people: those who walk and talk as in the bench's scenarios of players, and those who
   * write.
   */
  readonly walking: number
  readonly writing: number
  /** Updates a second of somebody who writes. */
  readonly editsEach: number
}

/** Of one process. */
interface ProcessLoad {
  cores: number
  bytes: number
  people: number
  worlds: number
  /** Appends a second. */
  rows: number
  /** Bytes a second, to and from all. */
  traffic: number
}

export interface ClusterLoad {
  readonly processes: readonly ProcessLoad[]
  /**
   * Commits a second, the cores of the primary that they take, and what it writes before it answers, in
   * bytes a second.
   */
  readonly groups: number
  readonly databaseCores: number
  readonly walBytes: number
  readonly rows: number
}

interface LoadPlan {
  readonly costs: MeasuredCosts
  readonly habits: Habits
  readonly processes: number
  /** Worlds, and things with code that beat each second, whether somebody is there or not. */
  readonly worlds: number
  readonly things: number
}

/** A balancer that hashes the path leads to the process of a world. */
const placeOf = (world: number, processes: number): number =>
  (Math.imul(world + 1, 0x9e3779b1) >>> 0) % processes

/**
 * The load of this moment. Each act and each edit is a row of its own: none of them fall together in a
 * tick.
 */
export function loadOf({ crowds, open }: Population, plan: LoadPlan): ClusterLoad {
  const { costs, habits } = plan
  const things = plan.things / plan.processes
  const processes = Array.from({ length: plan.processes }, () => ({
    cores: things * costs.thingCores,
    bytes: costs.restBytes + plan.worlds * costs.knownBytes + things * costs.thingBytes,
    people: 0,
    worlds: 0,
    rows: 0,
    traffic: 0,
  }))
  for (const world of open) {
    const process = processes[placeOf(world, plan.processes)]
    if (process === undefined) continue
    const people = crowds[world] ?? 0
    const actions = people * habits.walking * costs.actionsEach
    const edits = people * habits.writing * habits.editsEach
    process.worlds += 1
    process.people += people
    process.rows += actions + edits
    process.cores += (actions * costs.actionUs(people) + edits * (costs.editUs + costs.readUs * people)) / 1e6
    process.traffic += people * habits.walking * costs.traffic(people)
    // The person's two connections are in a visited world's cost once.
    process.bytes += costs.visitedBytes + Math.max(0, people - 1) * 2 * costs.connectionBytes
  }
  return { processes, ...databaseLoad(processes, costs) }
}

/** While a group is on its way, what comes then waits for the next one. */
const groupsOf = (rows: number, { groupS }: MeasuredCosts): number => rows / (1 + rows * groupS)

function databaseLoad(processes: readonly ProcessLoad[], costs: MeasuredCosts) {
  const rows = processes.reduce((sum, process) => sum + process.rows, 0)
  const groups = processes.reduce((sum, process) => sum + groupsOf(process.rows, costs), 0)
  return {
    rows,
    groups,
    databaseCores: (groups * costs.groupWorkUs + rows * costs.rowWorkUs) / 1e6,
    walBytes: groups * costs.groupWalBytes + rows * costs.rowWalBytes,
  }
}
