// As many updates as a server takes: to many readers, over many documents, from many writers.
import type { FloodPlan } from '../generator/flood.ts'
import { runJob } from '../load.ts'
import { atLeast, DISTURBANCE, WORK, type Figure, type Scenario, type Trial } from '../scenario.ts'
import { HOCUSPOCUS, INKLAND, INKLAND_ON_POSTGRES, INKLAND_PASSING, RELAY, Y_WEBSOCKET } from '../system.ts'

const systems = [INKLAND, HOCUSPOCUS, Y_WEBSOCKET, RELAY]
const costs: Figure[] = [
  WORK,
  { key: 'serverBusy', label: 'server ran', unit: 'of the time' },
  { key: 'generatorBusy', label: 'load generator ran', unit: 'of the time' },
  DISTURBANCE,
]
const delivered: Figure = { key: 'delivered', label: 'delivered', unit: 'updates/s', compared: true }
const updates: Figure = { key: 'updates', label: 'through', unit: 'updates/s', compared: true }

const measure =
  (plan: Omit<FloodPlan, 'warmUpMs' | 'measureMs'>) =>
  async ({ serve, quick }: Trial) => {
    const times = quick ? { warmUpMs: 500, measureMs: 1000 } : { warmUpMs: 1500, measureMs: 3000 }
    return { ...(await runJob('flood', await serve(), { ...plan, ...times })) }
  }

const TO_READERS = { documents: 1, writers: 1, inFlight: 64, edits: 500_000 }

const fanOut = (readers: number, factor: number): Scenario => ({
  name: `fan-out-${readers}`,
  what: `One writer keeps 64 updates in flight; ${readers} readers of the document count what arrives.`,
  systems,
  figures: [delivered, ...costs],
  targets: [atLeast('delivered', factor, HOCUSPOCUS)],
  run: measure({ ...TO_READERS, readers }),
})

export const fanOut100 = fanOut(100, 1.2)
export const fanOut500 = fanOut(500, 1.1)

/** What many readers cost the process that leads when they come in at another one. */
export const fanOutPassed: Scenario = {
  name: 'fan-out-passed',
  what: 'As before, to 100 readers, with the worlds in PostgreSQL: all come in at a process that passes them on, or at the only one. All processes and the database share one core, so the work counts.',
  systems: [INKLAND_PASSING, INKLAND_ON_POSTGRES],
  figures: [
    delivered,
    { ...WORK, label: 'work where they come in' },
    { key: 'leaderPerUpdate', label: 'work of the one that leads', unit: 'us/update' },
    DISTURBANCE,
  ],
  targets: [],
  run: measure({ ...TO_READERS, readers: 100 }),
}

export const documents: Scenario = {
  name: 'documents',
  what: '200 documents with one writer and one reader each; a writer goes on when its reader has the update.',
  systems,
  figures: [updates, ...costs],
  targets: [atLeast('updates', 0.8, RELAY)],
  run: measure({ documents: 200, writers: 1, readers: 1, inFlight: 1, edits: 20_000 }),
}

export const writers: Scenario = {
  name: 'writers',
  what: '50 writers on one document, who all see each other; each goes on when a reader has the update.',
  systems,
  figures: [updates, ...costs],
  targets: [atLeast('updates', 1.7, HOCUSPOCUS)],
  run: measure({ documents: 1, writers: 50, readers: 1, inFlight: 1, edits: 20_000 }),
}
