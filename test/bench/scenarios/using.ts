// As many actions as a server takes, from many people in one place, beside a server that is made for rooms.
import { runJob } from '../load.ts'
import { atLeast, DISTURBANCE, WORK, type Scenario } from '../scenario.ts'
import { COLYSEUS, INKLAND } from '../system.ts'

/** A little less than Inkland takes of one connection, which is more than hands can do. */
const perSecond = 45

export const using: Scenario = {
  name: 'using',
  what:
    'People in one place, each using a thing of their own, at most 45 times a second; all see how often each was used. First ' +
    '50 who wait to see what came of the last time, then 400 who do not wait. In Inkland a behavior counts in a sandbox, and ' +
    'all is on disk before anyone sees it; the Colyseus room counts in its own process, and stores nothing.',
  systems: [INKLAND, COLYSEUS],
  figures: [
    { key: 'turns', label: '50 who wait', unit: 'actions/s', compared: true },
    { key: 'turnWork', label: 'work of the server', unit: 'us/action', compared: true },
    { key: 'actions', label: '400 who do not', unit: 'actions/s', compared: true },
    { ...WORK, unit: 'us/action' },
    { key: 'serverBusy', label: 'server ran', unit: 'of the time' },
    { key: 'generatorBusy', label: 'load generator ran', unit: 'of the time' },
    DISTURBANCE,
  ],
  targets: [atLeast('turns', 1, COLYSEUS), atLeast('actions', 1, COLYSEUS)],
  async run({ serve, quick }) {
    const server = await serve()
    const times = quick ? { warmUpMs: 500, measureMs: 1500 } : { warmUpMs: 1500, measureMs: 5000 }
    const plan = { perSecond, ...times }
    const turns = await runJob('using', server, { ...plan, name: 'turns', people: 50, inFlight: 1 })
    const most = await runJob('using', server, { ...plan, name: 'most', people: 400, inFlight: 8 })
    return { ...most, turns: turns.actions, turnWork: turns.workPerUpdate }
  },
}
