// Worlds that live by themselves: written once, then looked at from outside: whether all of it woke, whether
// its timers beat.
import * as Y from 'yjs'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import type { Endpoint } from '../client.ts'
import { until } from '../until.ts'
import { remembered, rootOf, visit, writeWorld, type Visitor } from '../world.ts'

interface LivingPlan {
  readonly worlds: number
  /** Things with code in each world. */
  readonly each: number
}

/** Counts its starts and, each second, a beat; says how many when it is asked. */
const PAGE = `# A thing that lives

\`\`\`js
let beats = 0
memory.starts = Number(memory.starts ?? 0) + 1

every(1, beat)
on('hear', tell)

function beat() {
  beats = beats + 1
}

function tell(happening) {
  if (happening.words !== 'How many beats?') return
  memory.beats = beats
  memory.asked = Number(memory.asked ?? 0) + 1
}
\`\`\`
`

const PATIENCE_MS = 60_000

/** The result of writing: the things of each world. */
type Written = readonly (readonly ArtifactId[])[]

const nameOf = (world: number): string => `living-${world}`

/** Writes the worlds; resolves when everything in them has started. */
export async function writeLiving(
  endpoint: Endpoint,
  plan: LivingPlan,
): Promise<{ readonly written: Written }> {
  const written: ArtifactId[][] = []
  for (let world = 0; world < plan.worlds; world++) {
    written.push([...(await writeWorld(endpoint, nameOf(world), { count: plan.each, text: PAGE }))])
  }
  await awake(endpoint, { written, starts: 1 })
  return { written }
}

interface AwakePlan {
  readonly written: Written
  /** How often each has started when it is awake. */
  readonly starts: number
}

/** Resolves when everything has started that often; `at`: ms since 1970. */
export async function awake(endpoint: Endpoint, plan: AwakePlan): Promise<{ readonly at: number }> {
  await inEach(endpoint, plan.written, async ({ live, things }) => {
    const isAwake = (thing: ArtifactId): boolean => remembered(live, thing, 'starts') >= plan.starts
    await until('everything is awake', PATIENCE_MS, () => things.every(isAwake))
  })
  return { at: Date.now() }
}

/** Asks everything how often its timer has beaten; resolves with the fewest. `at`: ms since 1970. */
export async function beats(
  endpoint: Endpoint,
  { written }: { readonly written: Written },
): Promise<{ readonly fewest: number; readonly at: number }> {
  const fewest = await inEach(endpoint, written, async ({ live, things, visitor, world }) => {
    const before = things.map((thing) => remembered(live, thing, 'asked'))
    const isTold = (thing: ArtifactId, i: number): boolean =>
      remembered(live, thing, 'asked') > (before[i] ?? 0)
    visitor.act({ verb: 'say', words: 'How many beats?', on: await rootOf(endpoint, world) })
    await until('everything says how many beats', PATIENCE_MS, () => things.every(isTold))
    return Math.min(...things.map((thing) => remembered(live, thing, 'beats')))
  })
  return { fewest: Math.min(...fewest), at: Date.now() }
}

interface InWorld {
  readonly world: string
  readonly things: readonly ArtifactId[]
  readonly live: Y.Doc
  readonly visitor: Visitor
}

/** Visits each of the worlds, all at once. */
function inEach<T>(endpoint: Endpoint, written: Written, look: (place: InWorld) => Promise<T>): Promise<T[]> {
  return Promise.all(
    written.map(async (things, number) => {
      const live = new Y.Doc()
      const world = nameOf(number)
      const visitor = await visit(endpoint, world, { live })
      const seen = await look({ world, things, live, visitor })
      visitor.close()
      return seen
    }),
  )
}
