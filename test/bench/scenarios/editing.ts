// Whether an edit costs more the more there was before it.
import { runJob } from '../load.ts'
import type { Scenario } from '../scenario.ts'
import { HOCUSPOCUS, HOCUSPOCUS_ON_BUN, INKLAND, Y_WEBSOCKET } from '../system.ts'

export const editing: Scenario = {
  name: 'editing',
  what:
    'One more edit, one at a time, in a document with a history of 2,600, 26,000 and 260,000 edits at random places, ' +
    'and in a text of 7,000, 70,000 and 700,000 characters that one client has typed and goes on typing at its end.',
  systems: [INKLAND, HOCUSPOCUS, HOCUSPOCUS_ON_BUN, Y_WEBSOCKET],
  figures: [
    { key: 'random1', label: 'history 1x, work of the server', unit: 'us/edit', compared: true },
    { key: 'random10', label: 'history 10x', unit: 'us/edit', compared: true },
    { key: 'random100', label: 'history 100x', unit: 'us/edit', compared: true },
    { key: 'end1', label: 'typed text 1x, work of the server', unit: 'us/edit', compared: true },
    { key: 'end10', label: 'typed text 10x', unit: 'us/edit', compared: true },
    { key: 'end100', label: 'typed text 100x', unit: 'us/edit', compared: true },
  ],
  targets: [],
  async run({ serve, quick }) {
    const server = await serve()
    const measured: Record<string, number> = {}
    for (const times of quick ? [1, 10] : [1, 10, 100]) {
      const random = {
        document: `random-${times}`,
        before: 2600 * times,
        places: 'random',
        edits: 1000,
      } as const
      measured[`random${times}`] = (await runJob('editCost', server, random)).work
      const end = { document: `end-${times}`, before: 7000 * times, places: 'end', edits: 1000 } as const
      measured[`end${times}`] = (await runJob('editCost', server, end)).work
    }
    return measured
  },
}
