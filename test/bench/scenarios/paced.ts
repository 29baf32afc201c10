// How long an update is on its way when there is time: people typing, many watching.
import { runJob } from '../load.ts'
import { atMost, DISTURBANCE, WORK, type Scenario } from '../scenario.ts'
import { HOCUSPOCUS, INKLAND, RELAY, Y_WEBSOCKET } from '../system.ts'

export const paced: Scenario = {
  name: 'paced',
  what: '300 updates a second to 100 readers: from when an update is due to when a reader has it. Inkland syncs its disk first.',
  systems: [INKLAND, HOCUSPOCUS, Y_WEBSOCKET, RELAY],
  figures: [
    { key: 'p50', label: 'half arrive within', unit: 'ms', compared: true },
    { key: 'p99', label: '99 of 100 within', unit: 'ms', compared: true },
    WORK,
    DISTURBANCE,
  ],
  targets: [atMost('p50', 1), atMost('p99', 3)],
  async run({ serve, quick }) {
    const measureMs = quick ? 2000 : 8000
    const plan = { document: 'paced', readers: 100, updatesPerSecond: 300, warmUpMs: 1500, measureMs }
    return { ...(await runJob('paced', await serve(), plan)) }
  },
}
