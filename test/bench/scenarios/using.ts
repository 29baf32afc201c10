// As many actions as a server takes, from many people in one place, beside a server that is made for rooms.
import { runJob } from '../load.ts'
import { atLeast, DISTURBANCE, WORK, type Scenario } from '../scenario.ts'
import { COLYSEUS, INKLAND } from '../system.ts'

export const using: Scenario = {
  name: 'using',
  what:
    '50 people in one place, each using a thing of their own; all see how often each was used, and go on when they see it. ' +
    'In Inkland a behavior counts in a sandbox, and all is on disk before anyone sees it; the Colyseus room counts in its ' +
    'own process, and stores nothing.',
  systems: [INKLAND, COLYSEUS],
  figures: [
    { key: 'turns', label: 'each waits for the last effect', unit: 'actions/s', compared: true },
    { key: 'actions', label: 'each has 200 under way', unit: 'actions/s', compared: true },
    { ...WORK, unit: 'us/action' },
    { key: 'serverBusy', label: 'server ran', unit: 'of the time' },
    { key: 'generatorBusy', label: 'load generator ran', unit: 'of the time' },
    DISTURBANCE,
  ],
  targets: [atLeast('turns', 1, COLYSEUS), atLeast('actions', 1, COLYSEUS)],
  async run({ serve, quick }) {
    const server = await serve()
    const times = quick ? { warmUpMs: 500, measureMs: 1500 } : { warmUpMs: 1500, measureMs: 5000 }
    const turns = await runJob('using', server, { name: 'turns', people: 50, inFlight: 1, ...times })
    const most = await runJob('using', server, { name: 'most', people: 50, inFlight: 200, ...times })
    return { turns: turns.actions, ...most }
  },
}
