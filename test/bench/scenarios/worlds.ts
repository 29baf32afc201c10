// Many worlds: most of them only exist, some are open.
import { runJob, startJob } from '../load.ts'
import { atMost, type Scenario } from '../scenario.ts'
import { INKLAND } from '../system.ts'
import { settled, STILL_MS, stillAfter } from './memory.ts'

export const worlds: Scenario = {
  name: 'worlds',
  what: '10,000 worlds are made, one connection each; the server starts anew and lists them; 2,000 of them are opened, one connection each, and weighed half a minute later.',
  systems: [INKLAND],
  figures: [
    { key: 'make', label: 'to make a world', unit: 'ms' },
    { key: 'start', label: 'to start with all of them', unit: 'ms' },
    { key: 'list', label: 'to list all of them', unit: 'ms' },
    { key: 'rest', label: 'memory with all of them', unit: 'MB' },
    { key: 'open', label: 'memory with 2,000 open', unit: 'MB' },
  ],
  targets: [atMost('open', 190)],
  async run({ serve, quick }) {
    const count = quick ? 1000 : 10_000
    const first = await serve()
    const make = (await runJob('visit', first, { documents: count, characters: 200 })).ms / count
    await first.stop()

    const server = await serve()
    const rest = (await settled(server)) / 1e6
    const began = performance.now()
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/worlds`)
    const { worlds } = (await answer.json()) as { worlds: unknown[] }
    const list = performance.now() - began
    if (worlds.length < count) throw new Error(`${worlds.length} of ${count} worlds are listed`)
    const opening = startJob('crowd', server, { documents: count / 5, each: 1, characters: 0 })
    await opening.ready
    const open = (await stillAfter(server, quick ? 0 : STILL_MS)) / 1e6
    opening.stop()
    await opening.result
    return { make, start: server.startedInMs, list, rest, open }
  },
}
