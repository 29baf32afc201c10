// A power cut while somebody types and somebody else watches: edits that were seen, and are gone.
import { runJob, startJob } from '../load.ts'
import { pause } from '../generator/until.ts'
import { atMost, type Scenario } from '../scenario.ts'
import { HOCUSPOCUS, INKLAND } from '../system.ts'

const updatesPerSecond = 100

export const killing: Scenario = {
  name: 'killing',
  what:
    'One types 100 edits a second, another sees them; after 9.5 s the server is killed (SIGKILL) and started again: ' +
    'edits that the other had seen and that are gone. The y-websocket server and the relay store nothing.',
  systems: [INKLAND, HOCUSPOCUS],
  figures: [
    { key: 'lost', label: 'edits gone', unit: 'edits' },
    { key: 'lostSeconds', label: 'work gone', unit: 's' },
    { key: 'again', label: 'serving again within', unit: 'ms', compared: true },
  ],
  targets: [atMost('lost', 0)],
  roundsMax: 3,
  async run({ serve, quick }) {
    const document = 'killing'
    const server = await serve()
    const job = startJob('typing', server, { document, updatesPerSecond })
    await job.ready
    await pause(quick ? 3000 : 9500)
    await server.kill()
    const { seen } = await job.result
    const next = await serve()
    const { stored } = await runJob('typed', next, { document })
    const lost = Math.max(0, seen - stored)
    return { lost, lostSeconds: lost / updatesPerSecond, again: next.startedInMs }
  },
}
