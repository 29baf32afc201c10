// How far several processes on one database go: an hour of a node with a million worlds and a hundred
// thousand people on line, from a seed and measured costs. `node test/bench/how-far/main.ts` prints what
// docs/how-far.md says; `--worlds`, `--people`, `--things`, `--seed` ask for another node.
import { parseArgs } from 'node:util'
import { seededRandom } from '../../simulation/random.ts'
import { loadOf, type ClusterLoad, type Habits } from './cluster-load.ts'
import { measuredCosts } from './costs.ts'
import { Population } from './population.ts'

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '1000000' },
    people: { type: 'string', default: '100000' },
    things: { type: 'string', default: '40000' },
    seed: { type: 'string', default: '1' },
  },
})
const [worlds, people, things] = [Number(values.worlds), Number(values.people), Number(values.things)]

const STEP_S = 60
const HOUR_S = 3_600
/** A process is one core; it is not to be busier than this, nor is the primary. */
const BUSY_MOST = 0.6
/** Of a large machine with a database. */
const PRIMARY_CORES = 32
/**
 * Of each process to the database, at most: postgres-store.ts, and one more for the changes and the other
 * processes.
 */
const CONNECTIONS = 11
const PLAN = { worlds, people, crowdMost: 100, unevenness: 0.8, stayS: 1_200, idleS: 60 }
const ORDINARY: Habits = { walking: 0.3, writing: 0.1, editsEach: 1.5 }
const LIVELY: Habits = { walking: 0.8, writing: 0.2, editsEach: 3 }

const costs = measuredCosts()
const most = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other), 0)
const hottest = ({ processes }: ClusterLoad): number => most(processes.map(({ cores }) => cores))

/** The least number of processes of which none is too busy, in this moment. */
function processesFor(population: Population, habits: Habits): number {
  const load = (processes: number) => loadOf(population, { costs, habits, processes, worlds, things })
  const all = load(1).processes[0]?.cores ?? 0
  let processes = Math.max(1, Math.ceil(all / BUSY_MOST))
  while (hottest(load(processes)) > BUSY_MOST) processes = Math.ceil(processes * 1.02) + 1
  return processes
}

function* hourOf(habits: Habits, seed: number) {
  const population = new Population(PLAN, seededRandom(seed))
  const processes = processesFor(population, habits)
  for (let at = STEP_S; at <= HOUR_S; at += STEP_S) {
    population.pass(STEP_S, at)
    yield { population, processes, load: loadOf(population, { costs, habits, processes, worlds, things }) }
  }
}

const number = (value: number, digits = 0): string =>
  value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits })

function tell(name: string, habits: Habits): void {
  let [processes, peak, peakBytes, cores, groups, wal, rows, open, crowd, traffic, opened] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  ]
  let steps = 0
  for (const step of hourOf(habits, Number(values.seed))) {
    const { load, population } = step
    steps += 1
    processes = step.processes
    peak = Math.max(peak, hottest(load))
    peakBytes = Math.max(peakBytes, most(load.processes.map(({ bytes }) => bytes)))
    cores = Math.max(cores, load.databaseCores)
    groups = Math.max(groups, load.groups)
    wal = Math.max(wal, load.walBytes)
    rows = Math.max(rows, load.rows)
    open = Math.max(open, population.open.size)
    crowd = Math.max(crowd, most([...population.crowds]))
    traffic = Math.max(
      traffic,
      load.processes.reduce((sum, each) => sum + each.traffic, 0),
    )
    opened = population.opened
  }
  const share = 1 / processes
  console.log(
    `\n${name}: ${habits.walking * 100} % walk and talk, ${habits.writing * 100} % write ${habits.editsEach} updates a second`,
  )
  console.log(
    `  worlds open at once, most: ${number(open)}; opened in the hour: ${number(opened / (steps / (HOUR_S / STEP_S)))}; largest crowd: ${crowd}`,
  )
  console.log(
    `  processes of a core each: ${processes}; the busiest one: ${number(peak * 100)} % of its core, ${number(peakBytes / 1e9, 1)} GB`,
  )
  console.log(
    `  of each process, about: ${number(open * share)} worlds, ${number(people * share)} people, ${number((traffic * share * 8) / 1e6, 1)} Mbit/s`,
  )
  console.log(
    `  appends: ${number(rows)} a second in ${number(groups)} commits; ${number((wal * 8) / 1e6)} Mbit/s of log to the disk and the standby`,
  )
  console.log(
    `  the primary: ${number(cores, 1)} cores, ${number(processes * CONNECTIONS)} connections; one of ${PRIMARY_CORES} at ${BUSY_MOST * 100} % does it for ${number((people * PRIMARY_CORES * BUSY_MOST) / cores)} such people`,
  )
  console.log(
    `  a process is gone: its ${number(open * share)} worlds are opened by the others with ${number((open * share * costs.openMs) / 1_000 / (processes - 1), 2)} s of work each, at most`,
  )
  console.log(
    `  in a day with that all the time: ${number((rows * 86_400 * costs.rowBytes) / 1e9)} GB of rows before they are joined`,
  )
}

console.log(
  `${number(worlds)} worlds, ${number(people)} people on line, ${number(things)} things with code; seed ${values.seed}`,
)
console.log(
  `costs: RESULTS.md, and measured.json of ${costs.measured.on} (load average ${costs.measured.load})`,
)
console.log(
  `  an act among 10 people ${number(costs.actionUs(10))} us, an edit ${number(costs.editUs)} us and ${number(costs.readUs, 1)} us for each reader`,
)
console.log(
  `  a world that exists ${number(costs.knownBytes / 1e3, 1)} kB, one that is visited ${number(costs.visitedBytes / 1e3)} kB, a thing with code ${number(costs.thingBytes / 1e3)} kB`,
)
console.log(
  `  a commit ${number(costs.groupWorkUs)} us of the primary, and ${number(costs.rowWorkUs)} us for each row in it; ${number(costs.groupS * 1_000, 1)} ms until it is answered`,
)
console.log(
  `  all worlds in the database, with a page each: ${number((worlds * costs.worldBytes) / 1e9, 1)} GB`,
)
const actCores = (costs.actionsEach * costs.actionUs(10)) / 1e6
console.log(
  `  one process, busy at ${BUSY_MOST * 100} %: ${number(BUSY_MOST / actCores)} people who walk and talk among ten, or ${number(BUSY_MOST / ((costs.editUs + costs.readUs) / 1e6))} edits a second`,
)
tell('An ordinary hour', ORDINARY)
tell('A lively hour', LIVELY)
