// A document with a long past, opened from the store by a server that has just started.
import { runJob } from '../load.ts'
import { atMost, type Scenario } from '../scenario.ts'
import { HOCUSPOCUS, INKLAND } from '../system.ts'

export const opening: Scenario = {
  name: 'opening',
  what:
    'A document of 260,000 edits at random places, three in ten of them deletions, written through the server; the ' +
    'server starts anew, and a client that has nothing connects: until the last byte of the first sync.',
  systems: [INKLAND, HOCUSPOCUS],
  figures: [
    { key: 'ms', label: 'opened within', unit: 'ms', compared: true },
    { key: 'workMs', label: 'work of the server', unit: 'ms', compared: true },
    { key: 'bytes', label: 'sent', unit: 'bytes' },
    { key: 'loadMs', label: 'written within', unit: 'ms', compared: true },
  ],
  targets: [atMost('ms', 50)],
  roundsMax: 1,
  async run({ serve, quick }) {
    const plan = { document: 'opening', edits: quick ? 26_000 : 260_000 }
    let server = await serve()
    const { ms: loadMs } = await runJob('load', server, plan)
    const opened = []
    for (let i = 0; i < (quick ? 1 : 5); i++) {
      await server.stop()
      server = await serve()
      opened.push(await runJob('open', server, plan))
    }
    return {
      loadMs,
      ms: opened.map(({ ms }) => ms),
      workMs: opened.map(({ workMs }) => workMs),
      bytes: opened.map(({ bytes }) => bytes),
    }
  },
}
