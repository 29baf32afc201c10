// The sandbox host: all programs of all worlds that one worker runs. It keeps each world as its programs read it, gives
// jobs to programs, and makes room by ending those that were not used for longest. Synchronous; whoever waits is outside.
import { makeArtifactId, type ArtifactId } from '../../world/address.ts'
import { ACTS_PER_S } from '../bounds.ts'
import { GUEST_SOURCES } from '../guest.ts'
import type { Delivery, Done, FaultData, Job, Patch, Result } from '../protocol.ts'
import { GUARDS_SOURCE } from './guards.ts'
import { Model } from './model.ts'
import { prepareBase, type Base } from './base.ts'
import type { Modules } from './modules.ts'
import { Program, type Around } from './program.ts'
import { ActRate } from './rate.ts'
import { answerRead } from './reads.ts'
import { faultResult } from './result.ts'
import { createSeats } from './seats.ts'

/** Most memory that programs together hold beside the seats, in bytes. */
const HELD_MAX = 768 * 1024 * 1024
/** How many programs have a seat of their own, before the others share one: half a megabyte each. */
const SEATS_MAX = 32
/** Most programs that have an engine for themselves, since they need more memory than the seats have. */
const GROWN_MAX = 1000

export interface HostOptions {
  /** What every program begins with: see `prepare`. */
  readonly base: Base
  /** ms since 1970. */
  readonly now: () => number
  /** ms of a clock that never goes back, finer than a ms. */
  readonly ticks: () => number
  /** ms that this thread has worked, where it is known. */
  readonly worked?: () => number
  readonly random: () => number
  /** Most programs that live at once. */
  readonly hotMax: number
  /** Called before each delivery: a sign of life for who watches. */
  readonly mark?: () => void
  /** How many programs may sit at once, and have an engine for themselves; as many as is usual, if left out. */
  readonly seatsMax?: number
  readonly grownMax?: number
}

export interface HostStats {
  readonly programs: number
  /** Engines that they take turns in. */
  readonly seats: number
  /** Programs that have an engine for themselves. */
  readonly grown: number
  /** Bytes that programs hold beside the seats. */
  readonly heldBytes: number
}

export interface Host {
  patch(world: string, patch: Patch): void
  run(world: string, job: Job): Done
  stop(world: string, artifact: ArtifactId): void
  close(world: string): void
  stats(): HostStats
}

/** From so many deliveries on, a swifter engine gains more than it costs to sit down in. */
const MUCH = 12

interface World {
  readonly model: Model
  readonly rates: Map<ArtifactId, ActRate>
}

interface Hot {
  readonly program: Program
  /** Its own version, and that of its host, when it was last told. */
  told: readonly [self: number, host: number] | null
}

const LOST: FaultData = { kind: 'lost', message: 'It does not run. It starts anew.', line: null }
const WRITES: FaultData = {
  kind: 'writes',
  message: `It does more than ${ACTS_PER_S} things a second. It starts anew.`,
  line: null,
}

/** Makes a host with no worlds. */
export function createHost(options: HostOptions): Host {
  const { base, now, ticks, worked, random, hotMax, mark = () => {} } = options
  const { seatsMax = SEATS_MAX, grownMax = GROWN_MAX } = options
  const seats = createSeats({ base, seatsMax, ticks })
  const worlds = new Map<string, World>()
  /** Least recently used first. */
  const hot = new Map<string, Hot>()

  function worldOf(name: string): World {
    const known = worlds.get(name)
    if (known) return known
    const made: World = { model: new Model(), rates: new Map() }
    worlds.set(name, made)
    return made
  }

  function drop(key: string): void {
    const held = hot.get(key)
    if (!held) return
    hot.delete(key)
    held.program.end()
  }

  function start({ model }: World, key: string): Hot {
    drop(key)
    makeRoom(1)
    const read = (op: string, json: string) => answerRead(model, now(), op, json)
    const made: Hot = { program: new Program({ seats, now, ticks, worked, random, read }), told: null }
    hot.set(key, made)
    return made
  }

  function makeRoom(wanted: number): void {
    for (const [key, { program }] of hot) {
      const { grown, heldBytes } = seats.stats()
      const isFull = hot.size + wanted > hotMax || heldBytes > HELD_MAX
      if (!isFull && grown <= grownMax) return
      if (isFull || program.isGrown) drop(key)
    }
  }

  function deliver(
    world: World,
    key: string,
    artifact: ArtifactId,
    delivery: Delivery,
    hasMuch: boolean,
  ): Result {
    const held = delivery.type === 'start' ? start(world, key) : hot.get(key)
    if (!held) return faultResult(LOST, [])
    // Used last.
    hot.delete(key)
    hot.set(key, held)
    const { program } = held
    const result = program.deliver(delivery, around(world.model, held, artifact), hasMuch)
    if (!program.isAlive) drop(key)
    if (!mayAct(world, artifact, result)) {
      // Within the program it is done already: it would go on from what never was.
      drop(key)
      return faultResult(WRITES, result.logs)
    }
    return result
  }

  function mayAct({ rates }: World, artifact: ArtifactId, { effects }: Result): boolean {
    const acts = effects.reduce((sum, effect) => sum + ('call' in effect ? 1 : 0), 0)
    if (acts === 0) return true
    const rate = rates.get(artifact) ?? new ActRate(ticks())
    rates.set(artifact, rate)
    return rate.take(acts, ticks())
  }

  /** The thing itself and what it stands on, when they are not as they were told last. */
  function around(model: Model, held: Hot, artifact: ArtifactId): Around {
    const at = now()
    const self = model.thing(artifact, at)
    const floor = self && self.host !== 'limbo' ? self.host : null
    const host = floor === null ? null : model.thing(floor, at)
    const [toldSelf, toldHost] = held.told ?? [-1, -1]
    const versions = [
      versionOf(model, artifact, self),
      floor === null ? 0 : versionOf(model, floor, host),
    ] as const
    held.told = versions
    return {
      ...(versions[0] === toldSelf ? {} : { self }),
      ...(versions[1] === toldHost ? {} : { host }),
    }
  }

  return {
    patch(world, patch) {
      worldOf(world).model.apply(patch)
    },
    run(name, { artifact, deliveries }) {
      const world = worldOf(name)
      const key = keyOf(name, artifact)
      const results = deliveries.map((delivery) => {
        mark()
        return deliver(world, key, artifact, delivery, deliveries.length >= MUCH)
      })
      makeRoom(0)
      return { artifact, results }
    },
    stop(world, artifact) {
      drop(keyOf(world, artifact))
    },
    close(world) {
      worlds.delete(world)
      for (const key of hot.keys()) if (key.startsWith(keyOf(world, ''))) drop(key)
    },
    stats: () => ({ programs: hot.size, ...seats.stats() }),
  }
}

/** What every program begins with: an engine in which the guest has run, then the guards. Made once in a worker. */
export function prepare(wasm: Modules, random: () => number): Base {
  return prepareBase(wasm, [...GUEST_SOURCES, GUARDS_SOURCE], random)
}

/** Runs a program that does a little of everything, so that the engines' code is compiled before there is a clock. */
export function warmUp(base: Base): void {
  const artifact = makeArtifactId((bytes) => new Uint8Array(bytes))
  const start = { code: WARMING, memory: {}, settings: {}, timers: {} }
  // In an engine of its own, and in the crowd's.
  for (const seatsMax of [1, 0]) {
    const host = createHost({ base, now: () => 0, ticks: () => 0, random: () => 0, hotMax: 1, seatsMax })
    host.run('warm', { artifact, deliveries: [{ type: 'start', start }] })
  }
}

const WARMING = `
on('use', async ({ subject }) => {
  memory.uses = Number(memory.uses ?? 0) + 1
  await say([...find().map((thing) => thing.name), JSON.stringify({ subject }), /a+b/.exec('aab')].join())
})
every(1, () => log(self, host, new Map([[1, text(self)]])))
log({ a: [1, 2.5] })
class Warm { #one = 1; get one() { return this.#one } }
[3, new Warm().one].sort((a, b) => a - b)
throw new Error('It does not go on.')
`

/** What walks is told anew each time: NaN is never what it was. */
function versionOf(model: Model, id: ArtifactId, thing: { readonly walk: unknown } | null): number {
  return thing?.walk ? NaN : model.versionOf(id)
}

/** No address and no id has a line break in it. */
function keyOf(world: string, artifact: string): string {
  return `${world}\n${artifact}`
}
