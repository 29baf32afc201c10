// As many events as behavior takes when they come in batches: a sandbox worker alone, with no world around it.
import { randomBytes } from 'node:crypto'
import { createSandboxes } from '../../../server/owner/sandboxes.ts'
import type { Job, Result, Sandbox, ThingData } from '../../../shared/behavior/protocol.ts'
import { makeArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { workOf, workOfMachine } from '../generator/work.ts'
import { DISTURBANCE, type Scenario } from '../scenario.ts'
import { INKLAND } from '../system.ts'

const PROGRAMS = 500
/** Jobs in a run, and runs under way. */
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
    `${PROGRAMS} programs in a sandbox worker, each counting its uses in its memory. Events for ${BATCH} of them go in at ` +
    'a time, and what came of each comes back, checked. Not held to a core.',
  systems: [INKLAND],
  figures: [
    { key: 'events', label: 'through', unit: 'events/s' },
    { key: 'work', label: 'work of both threads', unit: 'us/event' },
    DISTURBANCE,
  ],
  targets: [{ figure: 'events', kind: 'at least', value: 60_000 }],
  async run({ quick }) {
    const sandboxes = createSandboxes({ log: { warn: console.warn }, clock: { after } })
    try {
      const sandbox = sandboxes.open('bench', () => {})
      const runs = await startAll(sandbox)
      await flood(sandbox, runs, 500)
      return await flood(sandbox, runs, quick ? 1000 : 4000)
    } finally {
      await sandboxes.close()
    }
  },
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** Starts the programs; answers the runs that use each of them once. */
async function startAll(sandbox: Sandbox): Promise<readonly (readonly Job[])[]> {
  const root = makeArtifactId(randomBytes)
  const ids = Array.from({ length: PROGRAMS }, () => makeArtifactId(randomBytes))
  const things = [root, ...ids].map((id, i) => [id, thing(id, id === root ? null : root, i)] as const)
  sandbox.patch({ whole: true, root, things })
  const start = { code: CODE, memory: {}, settings: {}, timers: {} }
  const jobs: Job[] = []
  for (const artifact of ids) {
    const [done] = await sandbox.run([{ artifact, deliveries: [{ type: 'start', start }] }])
    const effect = done?.results[0]?.effects.find((effect) => effect.do === 'on')
    if (effect?.do !== 'on') throw new Error('a program does not listen')
    jobs.push(use(artifact, root, effect.handler))
  }
  return Array.from({ length: PROGRAMS / BATCH }, (_, i) => jobs.slice(i * BATCH, (i + 1) * BATCH))
}

function use(artifact: ArtifactId, host: ArtifactId, handler: number): Job {
  const happening = { subject: null, person: 'Ada', words: null, voice: null, changed: [], at: Date.now() }
  const event = { event: 'use', object: artifact, host, ...happening } as const
  return { artifact, deliveries: [{ type: 'event', handlers: [handler], event }] }
}

/** Keeps some runs under way for a while. */
async function flood(
  sandbox: Sandbox,
  runs: readonly (readonly Job[])[],
  ms: number,
): Promise<{ readonly events: number; readonly work: number; readonly othersBusy: number }> {
  const before = { own: workOf(process.pid), machine: workOfMachine() }
  const began = performance.now()
  let events = 0
  const goOn = async (first: number): Promise<void> => {
    for (let i = first; performance.now() - began < ms; i += RUNS) {
      const done = await sandbox.run(runs[i % runs.length] ?? [])
      for (const { results } of done) results.forEach(check)
      events += done.length
    }
  }
  await Promise.all(Array.from({ length: RUNS }, (_, i) => goOn(i)))
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
  return {
    id,
    host,
    name: `Thing ${number}`,
    x: (number % 10) * 90,
    y: Math.floor(number / 10) * 90,
    facing: 'down',
    sprite: 'box',
    width: 64,
    height: 64,
    paper: null,
    ink: null,
    title: null,
    passable: false,
    pushable: true,
    pickable: true,
    locked: false,
    speed: 100,
    power: 100,
    weight: 100,
    portal: null,
    walk: null,
  }
}
