// Somebody comes back with a day's offline work, and others have worked as well.
import { runJob } from '../load.ts'
import { atMost, type Scenario } from '../scenario.ts'
import { HOCUSPOCUS, INKLAND, Y_WEBSOCKET } from '../system.ts'

export const reconnecting: Scenario = {
  name: 'reconnecting',
  what: 'A client comes back with 10,000 edits at random places to a document where 10,000 others were made: until both have all.',
  systems: [INKLAND, HOCUSPOCUS, Y_WEBSOCKET],
  figures: [
    { key: 'workMs', label: 'work of the server', unit: 'ms', compared: true },
    { key: 'ms', label: 'both equal within', unit: 'ms', compared: true },
  ],
  targets: [atMost('workMs', 60)],
  async run({ serve, quick }) {
    const plan = { common: 1000, apart: quick ? 1000 : 10_000 }
    return { ...(await runJob('reconnect', await serve(), plan)) }
  },
}
