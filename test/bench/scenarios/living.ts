// Worlds that live with nobody there: their memory, their work, and how soon they are awake.
import { pause } from '../generator/until.ts'
import { workOf } from '../generator/work.ts'
import { runJob } from '../load.ts'
import { atMost, type Scenario } from '../scenario.ts'
import type { Server } from '../server.ts'
import { INKLAND } from '../system.ts'
import { LEFT_MS, stillAfter } from './memory.ts'

export const living: Scenario = {
  name: 'living',
  what:
    '1,000 things with code in ten worlds, each with a timer that beats once a second; the server starts anew with them, ' +
    'and nobody visits. Awake: from the start of the process until the last of them has run. Weighed a minute later.',
  systems: [INKLAND],
  figures: [
    { key: 'awake', label: 'all awake within', unit: 's' },
    { key: 'memory', label: 'memory of the server', unit: 'MB' },
    { key: 'idle', label: 'work when idle', unit: '% of a core' },
    { key: 'beats', label: 'beats of each timer', unit: 'of those due' },
  ],
  targets: [atMost('awake', 10), atMost('memory', 250), atMost('idle', 3)],
  async run({ serve, quick }) {
    const plan = quick ? { worlds: 2, each: 50 } : { worlds: 10, each: 100 }
    const first = await serve()
    const { written } = await runJob('writeLiving', first, plan)
    await first.stop()

    const began = Date.now()
    const server = await serve()
    const { at } = await runJob('awake', server, { written, starts: 2 })
    const memory = (await stillAfter(server, quick ? 0 : LEFT_MS)) / 1e6
    const before = await runJob('beats', server, { written })
    const idle = await idleWork(server, quick ? 3000 : 10_000)
    const after = await runJob('beats', server, { written })
    const due = (after.at - before.at) / 1000
    return { awake: (at - began) / 1000, memory, idle, beats: (after.fewest - before.fewest) / due }
  },
}

/** The work of a server without requests, in percent of a core. */
async function idleWork({ pid }: Server, ms: number): Promise<number> {
  const before = workOf(pid)
  await pause(ms)
  return ((workOf(pid) - before) / ms) * 100
}
