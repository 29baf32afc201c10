// As many updates as a server takes: to many readers, over many documents, from many writers.
import type { FloodPlan } from '../generator/jobs/flood.ts'
import { runJob } from '../load.ts'
import { atLeast, DISTURBANCE, WORK, type Figure, type Scenario, type Trial } from '../scenario.ts'
import { HOCUSPOCUS, HOCUSPOCUS_JOINING, HOCUSPOCUS_ON_BUN, INKLAND, RELAY, Y_WEBSOCKET } from '../system.ts'

/** Servers that keep documents, or serve them at least. */
const peers = [HOCUSPOCUS, HOCUSPOCUS_JOINING, HOCUSPOCUS_ON_BUN, Y_WEBSOCKET]
const systems = [INKLAND, ...peers, RELAY]
const costs: Figure[] = [
  WORK,
  { key: 'serverBusy', label: 'server ran', unit: 'of the time' },
  { key: 'generatorBusy', label: 'load generator ran', unit: 'of the time' },
  DISTURBANCE,
]
const delivered: Figure = { key: 'delivered', label: 'delivered', unit: 'updates/s', compared: true }
const updates: Figure = { key: 'updates', label: 'through', unit: 'updates/s', compared: true }

/**
 * With 500 readers a server does some 2,000 updates in a second, and its code is compiled after some 10,000.
 */
const LONG_WARM_UP_MS = 6000

const measure =
  (plan: Plan, warmUpMs = 1500) =>
  async ({ serve, quick }: Trial) => {
    const times = quick ? { warmUpMs: 500, measureMs: 1000 } : { warmUpMs, measureMs: 3000 }
    return { ...(await runJob('flood', await serve(), { ...plan, ...times })) }
  }

type Plan = Omit<FloodPlan, 'warmUpMs' | 'measureMs'>

export const FAN_OUT = {
  what: (readers: number): string =>
    `One writer keeps 64 updates in flight; ${readers} readers of the document count what arrives.`,
  plan: (readers: number): Plan => ({ documents: 1, writers: 1, readers, inFlight: 64, edits: 500_000 }),
}

export const DOCUMENTS = {
  what: '200 documents with one writer and one reader each; a writer goes on when its reader has the update.',
  plan: { documents: 200, writers: 1, readers: 1, inFlight: 1, edits: 20_000 },
}

export const WRITERS = {
  what: '50 writers on one document, who all see each other; each goes on when a reader has the update.',
  plan: { documents: 1, writers: 50, readers: 1, inFlight: 1, edits: 20_000 },
}

const fanOut = (readers: number, factor: number, warmUpMs?: number): Scenario => ({
  name: `fan-out-${readers}`,
  what: FAN_OUT.what(readers),
  systems,
  figures: [delivered, ...costs],
  targets: peers.map((peer) => atLeast('delivered', factor, peer)),
  run: measure(FAN_OUT.plan(readers), warmUpMs),
})

export const fanOut100 = fanOut(100, 2)
export const fanOut500 = fanOut(500, 1.6, LONG_WARM_UP_MS)

export const documents: Scenario = {
  name: 'documents',
  what: DOCUMENTS.what,
  systems,
  figures: [updates, ...costs],
  targets: [atLeast('updates', 0.6, RELAY), ...peers.map((peer) => atLeast('updates', 1.5, peer))],
  run: measure(DOCUMENTS.plan),
}

export const writers: Scenario = {
  name: 'writers',
  what: WRITERS.what,
  systems,
  figures: [updates, ...costs],
  targets: peers.map((peer) => atLeast('updates', 2.5, peer)),
  run: measure(WRITERS.plan),
}
