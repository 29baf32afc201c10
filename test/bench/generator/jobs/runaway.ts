// A world in which everything runs away, for as long as the bench measures another one.
import type { Endpoint } from '../client.ts'
import type { Line } from '../main.ts'
import { pause } from '../until.ts'
import { visit, writeWorld } from '../world.ts'

/**
 * Never ends, whenever it is used and once a second. Whatever the server does about one such program, there
 * are enough of them that the next one is already waiting.
 */
const PAGE = `# A thing that runs away

\`\`\`js
every(1, runAway)
on('use', runAway)

function runAway() {
  for (;;);
}
\`\`\`
`

interface RunawayPlan {
  readonly things: number
}

/** Writes the world, says that it is ready, and uses and wakes its things until it is told to stop. */
export async function runaway(endpoint: Endpoint, plan: RunawayPlan, line: Line): Promise<void> {
  const world = 'runaway'
  const things = await writeWorld(endpoint, world, { count: plan.things, text: PAGE })
  const visitor = await visit(endpoint, world, { refusals: 'expected' })
  const over = new AbortController()
  void line.stopped.then(() => over.abort())
  line.ready()
  for (let i = 0; !over.signal.aborted; i++) {
    const thing = things[i % things.length]
    // Asleep already? Then it is woken, to do it again.
    if (thing !== undefined) visitor.act({ verb: 'wake', thing }, { verb: 'use', thing })
    await pause(50)
  }
  visitor.close()
}
