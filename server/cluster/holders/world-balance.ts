// Gives worlds of the process that leads to others, with the people in them: some while it is busy, and all
// that can go when it ends. Programs begin anew elsewhere, and people wait for a moment, so few worlds go at
// a time, and none goes to and fro.
import type { WorldKey } from '../../contracts/world-record.ts'
import type { Leases } from '../../owner/leases/world-leases.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { ComingWorlds } from './coming-worlds.ts'
import type { OtherHolders } from './other-holders.ts'

/** Most worlds that are given away at a look. */
const GIVEN_MAX = 10
/** Another process gets worlds while it has less than this share of the work of this one. */
const LESS = 2 / 3
/** A world that came back, or that nobody took, stays for so long, in ms. */
const STAYS_MS = 10 * 60_000
/** Where this process ends, so many worlds go at a time, for so long, in ms: others close with it. */
const GIVEN_AT_ONCE = 20
const GIVE_ALL_MS = 3_000

/** The node that has the worlds. */
interface GivingNode {
  /** So many worlds that can go, at most, and none of which this is said. */
  worldsToGive(most: number, stays: (world: WorldKey) => boolean): Promise<readonly WorldKey[]>
  letGo(world: WorldKey): Promise<void>
  attend(world: WorldKey): Promise<void>
}

interface GivingProcess {
  readonly clock: Pick<ServerClock, 'monotonic'>
  /** From this share of a core on, this process is busy. */
  readonly busyFrom: number
  /** What it used itself. */
  readonly load: () => number
  readonly leases: Pick<Leases, 'leave'>
  readonly coming: Pick<ComingWorlds, 'open'>
  readonly holders: Pick<OtherHolders, 'loads' | 'expect' | 'give'>
  /** Null while it has not begun. */
  readonly node: () => GivingNode | null
}

export type WorldBalance = ReturnType<typeof createWorldBalance>

export function createWorldBalance({
  clock,
  busyFrom,
  load,
  leases,
  coming,
  holders,
  node: running,
}: GivingProcess) {
  /** Worlds that stay, and since when. */
  const staying = new Map<WorldKey, number>()
  /** Worlds that are on their way. */
  const giving = new Map<WorldKey, Promise<void>>()

  /** A world stays here for a while: it was needed here. */
  const keep = (world: WorldKey): void => void staying.set(world, clock.monotonic())

  /** Has another process have a world, with the people in it. False: this one goes on. */
  async function give(world: WorldKey, process: string): Promise<boolean> {
    const node = running()
    const next = node && (await holders.expect(process, world))
    if (node === null || next === null) return false
    const given = Promise.withResolvers<void>()
    giving.set(world, given.promise)
    try {
      leases.leave(world, next)
      await coming.open(world)
      await node.letGo(world)
      const isTaken = await holders.give(process, world)
      if (!isTaken) await node.attend(world)
      return isTaken
    } finally {
      giving.delete(world)
      given.resolve()
    }
  }

  const worldsToGive: GivingNode['worldsToGive'] = async (...asked) =>
    (await running()?.worldsToGive(...asked)) ?? []

  return {
    keep,

    /** Waits until a world is given away, should it be on its way. */
    async whenGiven(world: WorldKey): Promise<void> {
      await giving.get(world)
    },

    /** Gives some worlds to the process with the least work, if this one has too much. */
    async look(): Promise<void> {
      const now = clock.monotonic()
      for (const [world, since] of staying) if (now - since > STAYS_MS) staying.delete(world)
      const own = load()
      if (own < busyFrom) return
      const [least] = (await holders.loads()).toSorted((one, other) => one.load - other.load)
      if (least === undefined || least.load >= own * LESS) return
      for (const world of await worldsToGive(GIVEN_MAX, (key) => staying.has(key)))
        if (!(await give(world, least.id))) keep(world)
    },

    /** Gives all worlds to others that can have them, since this process ends. */
    async giveAll(): Promise<void> {
      const [until, tried] = [clock.monotonic() + GIVE_ALL_MS, new Set<WorldKey>()]
      while (clock.monotonic() < until) {
        const others = await holders.loads()
        const worlds = await worldsToGive(GIVEN_AT_ONCE, (world) => tried.has(world))
        if (others.length === 0 || worlds.length === 0) return
        for (const world of worlds) tried.add(world)
        await Promise.all(
          worlds.map(async (world, index) => {
            const to = others[index % others.length]
            if (to !== undefined) await give(world, to.id)
          }),
        )
      }
    },
  }
}
