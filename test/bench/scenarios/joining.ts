// A class begins: everybody opens the same large document at the same moment.
import { runJob } from '../load.ts'
import { atMost, DISTURBANCE, type Scenario } from '../scenario.ts'
import { HOCUSPOCUS, INKLAND, INKLAND_ON_POSTGRES } from '../system.ts'

export const joining: Scenario = {
  name: 'joining',
  what:
    '500 people who have nothing open a document of 4 MB at once, which one of them has just opened: until the last byte ' +
    'of each is there. Nobody decodes it.',
  systems: [INKLAND, INKLAND_ON_POSTGRES, HOCUSPOCUS],
  figures: [
    { key: 'p50', label: 'half have all within', unit: 'ms', compared: true },
    { key: 'p99', label: '99 of 100 within', unit: 'ms', compared: true },
    { key: 'last', label: 'all within', unit: 'ms' },
    { key: 'workEach', label: 'work of the server', unit: 'ms/person', compared: true },
    { key: 'bytes', label: 'sent to each', unit: 'bytes' },
    DISTURBANCE,
  ],
  targets: [atMost('p50', 1500)],
  roundsMax: 3,
  async run({ serve, quick }) {
    const plan = { document: 'joining', edits: quick ? 30_000 : 303_000 }
    const server = await serve()
    await runJob('load', server, plan)
    return { ...(await runJob('join', server, { document: plan.document, people: 500 })) }
  },
}
