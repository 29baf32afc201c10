// As many events as behavior takes when they come in batches: a sandbox worker alone, with no world around
// it.
import { randomBytes } from 'node:crypto'
import { createSandboxes } from '../../../server/owner/sandboxes/sandbox-pool.ts'
import type { Job, Result, Sandbox, ThingData } from '../../../shared/behavior/sandbox-protocol.ts'
import { makeArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { thingData } from '../../unit/behavior/thing.ts'
import { workOf, workOfMachine } from '../generator/work.ts'
import { DISTURBANCE, type Scenario } from '../scenario.ts'
import { INKLAND } from '../system.ts'
import { waitingClock } from '../../../server/time/server-clock.ts'

/** In each of two worlds, so that a thread has one each. */
const PROGRAMS = 250
const WORLDS = 2
/** Events in a run, and runs under way. */
const BATCH = 50
const RUNS = 4

const CODE = `
on('use', count)

function count(happening) {
  memory.uses = Number(memory.uses ?? 0) + 1
}
`

export const events: Scenario = {
  name: 'events',
  what:
    `${WORLDS} worlds of ${PROGRAMS} programs in as many threads, each counting its uses in its memory. ${BATCH} events go in at a time, all for ` +
    'one program or each for another, and what came of each comes back, checked. Not held to a core.',
  systems: [INKLAND],
  figures: [
    { key: 'events', label: 'one after the other', unit: 'events/s' },
    { key: 'work', label: 'work of all threads', unit: 'us/event' },
    { key: 'spread', label: 'each for another', unit: 'events/s' },
    { key: 'spreadWork', label: 'work of all threads', unit: 'us/event' },
    DISTURBANCE,
  ],
  targets: [{ figure: 'events', kind: 'at least', value: 60_000 }],
  async run({ quick }) {
    const sandboxes = createSandboxes({ workers: WORLDS, log: { warn: console.warn }, clock: waitingClock() })
    try {
      const worlds = await Promise.all(
        Array.from({ length: WORLDS }, async (_, i) => {
          const sandbox = sandboxes.open(`bench-${i}`, () => {})
          return { sandbox, uses: await startAll(sandbox) }
        }),
      )
      const batches = worlds.map(({ sandbox, uses }) => ({ sandbox, runs: uses.map(batchOf) }))
      const spread = worlds.map(({ sandbox, uses }) => ({ sandbox, runs: slices(uses) }))
      const ms = quick ? 1000 : 4000
      await flood(spread, 500)
      const each = await flood(spread, ms)
      return { ...(await flood(batches, ms)), spread: each.events, spreadWork: each.work }
    } finally {
      await sandboxes.close()
    }
  },
}

/** Starts the programs; answers a job for each, that uses it once. */
async function startAll(sandbox: Sandbox): Promise<readonly Job[]> {
  const root = makeArtifactId(randomBytes)
  const ids = Array.from({ length: PROGRAMS }, () => makeArtifactId(randomBytes))
  const things = [root, ...ids].map((id, i) => [id, thing(id, id === root ? null : root, i)] as const)
  sandbox.patch({ whole: true, root, things })
  const start = { code: CODE, shared: {}, memory: {}, settings: {}, timers: {} }
  const jobs: Job[] = []
  for (const artifact of ids) {
    const [done] = await sandbox.run([{ artifact, deliveries: [{ type: 'start', start }] }])
    const effect = done?.results[0]?.effects.find((effect) => effect.do === 'on')
    if (effect?.do !== 'on') throw new Error('a program does not listen')
    jobs.push(use(artifact, root, effect.handler))
  }
  return jobs
}

function use(artifact: ArtifactId, host: ArtifactId, handler: number): Job {
  const happening = { subject: null, person: 'Ada', words: null, voice: null, changed: [], at: Date.now() }
  const event = { event: 'use', object: artifact, host, ...happening } as const
  return { artifact, deliveries: [{ type: 'event', handlers: [handler], event }] }
}

/** A run in which one program is used again and again. */
function batchOf({ artifact, deliveries }: Job): readonly Job[] {
  return [{ artifact, deliveries: Array.from({ length: BATCH }, () => deliveries).flat() }]
}

/** Runs in which each program is used once. */
function slices(uses: readonly Job[]): readonly (readonly Job[])[] {
  return Array.from({ length: uses.length / BATCH }, (_, i) => uses.slice(i * BATCH, (i + 1) * BATCH))
}

interface World {
  readonly sandbox: Sandbox
  readonly runs: readonly (readonly Job[])[]
}

/** Keeps some runs of each world under way for a while. */
async function flood(
  worlds: readonly World[],
  ms: number,
): Promise<{ readonly events: number; readonly work: number; readonly othersBusy: number }> {
  const before = { own: workOf(process.pid), machine: workOfMachine() }
  const began = performance.now()
  let events = 0
  const goOn = async ({ sandbox, runs }: World, first: number): Promise<void> => {
    for (let i = first; performance.now() - began < ms; i += RUNS) {
      const done = await sandbox.run(runs[i % runs.length] ?? [])
      for (const { results } of done) results.forEach(check)
      events += done.reduce((sum, { results }) => sum + results.length, 0)
    }
  }
  await Promise.all(worlds.flatMap((world) => Array.from({ length: RUNS }, (_, i) => goOn(world, i))))
  const took = performance.now() - began
  const own = workOf(process.pid) - before.own
  const others = Math.max(0, (workOfMachine() - before.machine - own) / took)
  return { events: (events / took) * 1000, work: (own / events) * 1000, othersBusy: others }
}

/** An event that failed, or changed nothing, is none. */
function check({ fault, effects: [effect] }: Result): void {
  if (fault !== null) throw new Error(`a program failed: ${fault.message}`)
  if (effect?.do !== 'memory') throw new Error('a program forgot to count')
}

function thing(id: ArtifactId, host: ArtifactId | null, number: number): ThingData {
  const name = `Thing ${number}`
  return thingData(id, { host, name, x: (number % 10) * 90, y: Math.floor(number / 10) * 90 })
}
