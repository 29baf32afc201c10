// How long an update is on its way when there is time: people typing, many watching.
import { runJob } from '../load.ts'
import { atMost, DISTURBANCE, WORK, type Scenario } from '../scenario.ts'
import {
  HOCUSPOCUS,
  HOCUSPOCUS_JOINING,
  HOCUSPOCUS_ON_BUN,
  INKLAND,
  INKLAND_ON_POSTGRES,
  RELAY,
  Y_WEBSOCKET,
  inklandProcesses,
} from '../system.ts'

const UPDATES_PER_SECOND = 300
const WARM_UP_MS = 1500

export const paced: Scenario = {
  name: 'paced',
  what: '300 updates a second to 100 readers: from when an update is due to when a reader has it. Inkland syncs its disk first.',
  systems: [INKLAND, HOCUSPOCUS, HOCUSPOCUS_JOINING, HOCUSPOCUS_ON_BUN, Y_WEBSOCKET, RELAY],
  figures: [
    { key: 'p50', label: 'half arrive within', unit: 'ms', compared: true },
    { key: 'p99', label: '99 of 100 within', unit: 'ms', compared: true },
    WORK,
    DISTURBANCE,
  ],
  targets: [atMost('p50', 0.8), atMost('p99', 2)],
  async run({ serve, quick }) {
    return { ...(await runJob('paced', await serve(), pacedPlan(quick))) }
  },
}

/** The same, with the worlds in PostgreSQL: what a round trip and its disk cost an edit. */
export const pacedStores: Scenario = {
  name: 'paced-stores',
  what: '300 updates a second to 100 readers, as before, with the worlds in PostgreSQL and in SQLite. PostgreSQL shares the server’s core, and answers when its disk has it.',
  systems: [INKLAND_ON_POSTGRES, INKLAND],
  figures: [
    { key: 'p50', label: 'half arrive within', unit: 'ms', compared: true },
    { key: 'p99', label: '99 of 100 within', unit: 'ms', compared: true },
    WORK,
    { key: 'workBeside', label: 'work of PostgreSQL', unit: 'us/update' },
    DISTURBANCE,
  ],
  targets: [atMost('p50', 3), atMost('p99', 10)],
  async run({ serve, quick }) {
    const server = await serve()
    const plan = pacedPlan(quick)
    const [before, began] = [server.workBeside(), performance.now()]
    const measured = await runJob('paced', server, plan)
    const besideMs = server.workBeside() - before
    const updates = ((plan.warmUpMs + plan.measureMs) / 1000) * plan.updatesPerSecond
    return {
      ...measured,
      workBeside: (besideMs / updates) * 1000,
      othersBusy: Math.max(0, measured.othersBusy - besideMs / (performance.now() - began)),
    }
  },
}

/** What readers cost the process that leads when they come in at another one. */
export const pacedPassed: Scenario = {
  name: 'paced-passed',
  what: '300 updates a second to 100 readers, with the worlds in PostgreSQL. All come in at another process than the one that has the world, which is the one that leads, or at the only one. All share one core.',
  systems: [inklandProcesses(2), INKLAND_ON_POSTGRES],
  figures: [
    { key: 'p50', label: 'half arrive within', unit: 'ms', compared: true },
    { ...WORK, label: 'work where they come in' },
    { key: 'leaderPerUpdate', label: 'work of the one that leads', unit: 'us/update' },
    DISTURBANCE,
  ],
  targets: [],
  async run({ serve, quick }) {
    return { ...(await runJob('paced', await serve(), pacedPlan(quick))) }
  },
}

export const pacedPlan = (isQuick: boolean) => ({
  document: 'paced',
  readers: 100,
  updatesPerSecond: UPDATES_PER_SECOND,
  warmUpMs: WARM_UP_MS,
  measureMs: isQuick ? 2000 : 8000,
})
