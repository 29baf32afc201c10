// The sandbox host: all programs of all worlds that one worker runs. It keeps each world as its programs read
// it, gives jobs to programs, and makes room by ending those that were not used for longest. It is
// synchronous; the callers outside wait.
import { makeArtifactId, type ArtifactId } from '../../world/address.ts'
import { ACTS_PER_S } from '../program-limits.ts'
import { GUEST_SOURCES } from '../guest/guest-source.ts'
import type { Delivery, JobResults, FaultData, Job, Patch, Result } from '../sandbox-protocol.ts'
import { GUARDS_SOURCE } from './engine/builtin-guards.ts'
import { WorldModel, type ModelThing } from './world-model.ts'
import { prepareBase, type BaseImage } from './engine/base-image.ts'
import type { Modules } from './engine/compiled-modules.ts'
import { HostedProgram, type CallContext } from './hosted-program.ts'
import { TokenBucket } from '../../time/token-bucket.ts'
import { answerRead } from './world-reads.ts'
import { faultResult } from './parsed-result.ts'
import { createEnginePool } from './engine/engine-pool.ts'

/** Most memory that programs together hold beside the seats, in bytes. */
const HELD_MAX = 768 * 1024 * 1024
/** How many acts an artifact may do in the world, on average over ten seconds. */
const ACT_RATE = { perSecond: ACTS_PER_S, atOnce: 10 * ACTS_PER_S }
/** How many programs have a seat of their own, before the others share one: half a megabyte each. */
const SEATS_MAX = 32
/** Most programs that have an engine for themselves, since they need more memory than the seats have. */
const GROWN_MAX = 1000

export interface HostOptions {
  /** The beginning of every program: see `prepare`. */
  readonly base: BaseImage
  /** ms since 1970. */
  readonly now: () => number
  /** ms of a clock that never goes back, finer than a ms. */
  readonly ticks: () => number
  /** ms that this thread has worked, where it is known. */
  readonly worked?: () => number
  /** Lets other threads have the core for a moment, where that can be done. */
  readonly breathe?: () => void
  readonly random: () => number
  /** Most programs that live at once. */
  readonly hotMax: number
  /**
   * Called before each delivery, with its place in its job and the line of the code where what works on it
   * was made, from 0: a sign of life for the watchdog.
   */
  readonly mark?: (delivery: number, line: number | null) => void
  /**
   * How many programs may sit at once, and have an engine for themselves; as many as is usual, if left out.
   */
  readonly seatsMax?: number
  readonly grownMax?: number
}

interface HostStats {
  readonly programs: number
  /** Engines that they take turns in. */
  readonly seats: number
  /** Programs that have an engine for themselves. */
  readonly grown: number
  /** Bytes that programs hold beside the seats. */
  readonly heldBytes: number
}

export interface SandboxHost {
  patch(world: string, patch: Patch): void
  run(world: string, job: Job): JobResults
  stop(world: string, artifact: ArtifactId): void
  close(world: string): void
  stats(): HostStats
}

/** From so many deliveries on, a swifter engine gains more than it costs to sit down in. */
const MUCH = 12

interface HostedWorld {
  readonly model: WorldModel
  readonly rates: Map<ArtifactId, TokenBucket>
  readonly hot: Map<ArtifactId, Hot>
}

interface Hot {
  readonly program: HostedProgram
  readonly world: HostedWorld
  readonly artifact: ArtifactId
  /** The number of the delivery that it was used for last. */
  used: number
  /** The versions of its thing, and of that thing's host, when it was last told. */
  toldSelf: number
  toldHost: number
}

/** It stands as it stood. */
const AS_BEFORE: CallContext = {}

const LOST: FaultData = { kind: 'lost', message: 'It stopped running, and is starting again.', line: null }
const WRITES: FaultData = {
  kind: 'writes',
  message: `It does more than ${ACTS_PER_S} things a second. It is starting again.`,
  line: null,
}

/** Makes a host with no worlds. */
export function createHost(options: HostOptions): SandboxHost {
  const { base, now, ticks, worked, breathe, random, hotMax, mark = () => {} } = options
  const { seatsMax = SEATS_MAX, grownMax = GROWN_MAX } = options
  const seats = createEnginePool({ base, seatsMax, ticks })
  const worlds = new Map<string, HostedWorld>()
  /**
   * All programs. The one that was unused for longest is looked for when there is no room: to keep them in
   * order would cost each delivery.
   */
  const hot = new Set<Hot>()
  let deliveries = 0

  function worldOf(name: string): HostedWorld {
    const known = worlds.get(name)
    if (known) return known
    const made: HostedWorld = { model: new WorldModel(), rates: new Map(), hot: new Map() }
    worlds.set(name, made)
    return made
  }

  function drop(held: Hot | undefined): void {
    if (!held || !hot.delete(held)) return
    held.world.hot.delete(held.artifact)
    held.program.end()
  }

  function start(world: HostedWorld, artifact: ArtifactId): Hot {
    drop(world.hot.get(artifact))
    makeRoom(1)
    const read = (op: string, json: string) => answerRead(world.model, now(), op, json)
    const program = new HostedProgram({ seats, now, ticks, worked, breathe, random, read })
    const made: Hot = { program, world, artifact, used: 0, toldSelf: -1, toldHost: -1 }
    hot.add(made)
    world.hot.set(artifact, made)
    return made
  }

  function makeRoom(wanted: number): void {
    for (;;) {
      const isFull = hot.size + wanted > hotMax || seats.heldBytes() > HELD_MAX
      if (!isFull && seats.grown() <= grownMax) return
      const longest = unusedForLongest(hot, isFull ? 'any' : 'grown')
      if (!longest) return
      drop(longest)
    }
  }

  function deliver(world: HostedWorld, artifact: ArtifactId, delivery: Delivery, hasMuch: boolean): Result {
    const held = delivery.type === 'start' ? start(world, artifact) : world.hot.get(artifact)
    if (!held) return faultResult(LOST, [])
    held.used = ++deliveries
    const { program } = held
    const result = program.deliver(delivery, around(held), hasMuch)
    if (!program.isAlive) drop(held)
    if (!mayAct(world, artifact, result)) {
      // Within the program it is done already: the program would go on from a state that never was.
      drop(held)
      return faultResult(WRITES, result.logs)
    }
    return result
  }

  function mayAct({ rates }: HostedWorld, artifact: ArtifactId, { effects }: Result): boolean {
    if (effects.length === 0) return true
    const acts = effects.reduce((sum, effect) => sum + ('call' in effect ? 1 : 0), 0)
    if (acts === 0) return true
    const rate = rates.get(artifact) ?? new TokenBucket(ACT_RATE, ticks)
    rates.set(artifact, rate)
    return rate.take(acts)
  }

  /** The thing itself and its host, when they have changed since they were told last. */
  function around(held: Hot): CallContext {
    const { artifact, world } = held
    const self = world.model.modelThing(artifact)
    const floor = self === null || self.thing.host === 'limbo' ? null : self.thing.host
    const host = floor === null ? null : world.model.modelThing(floor)
    const [selfVersion, hostVersion] = [versionOf(self), versionOf(host)]
    const isSelfTold = selfVersion === held.toldSelf
    const isHostTold = hostVersion === held.toldHost
    if (isSelfTold && isHostTold) return AS_BEFORE
    held.toldSelf = selfVersion
    held.toldHost = hostVersion
    const at = now()
    return {
      ...(isSelfTold ? {} : { self: world.model.thing(artifact, at) }),
      ...(isHostTold ? {} : { host: floor === null ? null : world.model.thing(floor, at) }),
    }
  }

  return {
    patch(world, patch) {
      worldOf(world).model.apply(patch)
    },
    run(name, { artifact, deliveries: given }) {
      const world = worldOf(name)
      const results: Result[] = []
      let [isQuiet, isPageOther] = [true, false]
      for (const delivery of given) {
        if (isPageOther || (!isQuiet && delivery.type === 'event' && delivery.follows === true)) break
        mark(results.length, world.hot.get(artifact)?.program.lineOf(delivery) ?? null)
        const result = deliver(world, artifact, delivery, given.length >= MUCH)
        results.push(result)
        isQuiet &&= changesMemoryAlone(result)
        isPageOther = result.effects.some((effect) => effect.do === 'text')
      }
      makeRoom(0)
      return { artifact, results, ...(results.length < given.length && { isCut: true }) }
    },
    stop(world, artifact) {
      drop(worlds.get(world)?.hot.get(artifact))
    },
    close(name) {
      const world = worlds.get(name)
      worlds.delete(name)
      for (const held of world?.hot.values() ?? []) drop(held)
    },
    stats: () => ({ programs: hot.size, ...seats.stats() }),
  }
}

/** Whether nobody else can see what came of a delivery: the next one would find the world as it is. */
function changesMemoryAlone({ effects, fault }: Result): boolean {
  return fault === null && effects.every((effect) => effect.do === 'memory')
}

function unusedForLongest(hot: Iterable<Hot>, kind: 'any' | 'grown'): Hot | undefined {
  let longest: Hot | undefined
  for (const held of hot) {
    if (kind === 'grown' && !held.program.isGrown) continue
    if (!longest || held.used < longest.used) longest = held
  }
  return longest
}

/**
 * The beginning of every program: an engine in which the guest has run, then the guards. Made once in a
 * worker.
 */
export function prepare(wasm: Modules, random: () => number): BaseImage {
  return prepareBase(wasm, [...GUEST_SOURCES, GUARDS_SOURCE], random)
}

/**
 * Runs a program that does a little of everything, so that the engines' code is compiled before there is a
 * clock.
 */
export function warmUp(base: BaseImage): void {
  const artifact = makeArtifactId((bytes) => new Uint8Array(bytes))
  const start = { code: WARMING, shared: {}, memory: {}, settings: {}, timers: {} }
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

/** A missing thing has 0. A walking thing is told anew each time: NaN never equals the last version. */
function versionOf(thing: ModelThing | null): number {
  if (thing === null) return 0
  return thing.thing.walk ? NaN : thing.version
}
