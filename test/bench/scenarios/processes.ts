// One, two and three processes that are one server, with clients at all of them: what an update costs all
// processes together. They share one core, so that it is work that is compared, and not speed.
import type { FloodPlan } from '../generator/jobs/flood.ts'
import { runJob } from '../load.ts'
import { DISTURBANCE, WORK, type Figure, type Measured, type Scenario, type Trial } from '../scenario.ts'
import type { Server } from '../server.ts'
import { hocuspocusProcesses, inklandProcesses, type System } from '../system.ts'
import { DOCUMENTS, FAN_OUT, WRITERS } from './flood.ts'
import { pacedPlan } from './paced.ts'

const COUNTS = [1, 2, 3]
const systems: readonly System[] = [...COUNTS.map(inklandProcesses), ...COUNTS.map(hocuspocusProcesses)]
const WORK_OF_ALL: Figure = { ...WORK, label: 'work of all processes' }
const BESIDE: Figure = { key: 'besideBusy', label: 'PostgreSQL or Redis ran', unit: 'of the time' }
const OFTEN = 'Clients come to one process after the other.'

/** Runs a job, and says how much of the time what is between the processes ran, too. */
async function withBeside({ serve }: Trial, run: (server: Server) => Promise<object>): Promise<Measured> {
  const server = await serve()
  const [before, began] = [server.workBeside(), performance.now()]
  const result = await run(server)
  return { ...result, besideBusy: (server.workBeside() - before) / (performance.now() - began) }
}

function flooded(name: string, what: string, plan: Omit<FloodPlan, 'warmUpMs' | 'measureMs'>): Scenario {
  const isOneToMany = plan.writers === 1 && plan.documents === 1
  const through: Figure = isOneToMany
    ? { key: 'delivered', label: 'delivered', unit: 'updates/s' }
    : { key: 'updates', label: 'through', unit: 'updates/s' }
  return {
    name: `${name}-processes`,
    what: `${what} ${OFTEN}`,
    systems,
    figures: [through, WORK_OF_ALL, BESIDE, DISTURBANCE],
    targets: [],
    roundsMax: 3,
    run: (trial) =>
      withBeside(trial, (server) =>
        runJob('flood', server, {
          ...plan,
          warmUpMs: trial.quick ? 500 : 3000,
          measureMs: trial.quick ? 1000 : 3000,
        }),
      ),
  }
}

const paced: Scenario = {
  name: 'paced-processes',
  what: `300 updates a second to 100 readers. ${OFTEN}`,
  systems,
  figures: [
    { key: 'p50', label: 'half arrive within', unit: 'ms' },
    { key: 'p99', label: '99 of 100 within', unit: 'ms' },
    WORK_OF_ALL,
    BESIDE,
    DISTURBANCE,
  ],
  targets: [],
  roundsMax: 3,
  run: (trial) =>
    withBeside(trial, (server) => runJob('paced', server, { ...pacedPlan(trial.quick), isSpread: true })),
}

export const processes: readonly Scenario[] = [
  flooded('fan-out-100', FAN_OUT.what(100), FAN_OUT.plan(100)),
  flooded('fan-out-500', FAN_OUT.what(500), FAN_OUT.plan(500)),
  flooded('documents', DOCUMENTS.what, DOCUMENTS.plan),
  flooded('writers', WRITERS.what, WRITERS.plan),
  paced,
]
