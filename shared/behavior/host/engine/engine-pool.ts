// The seats of a worker, and the program in each. While there are no more programs than seats, each keeps its
// own. Otherwise the rest share two seats: a program that is needed takes one, and the program that had it is
// parked. So the memory of many programs that are seldom used stays within the processor's caches. A program
// that was lately used twice as much as one with a seat of its own gets that seat. One of the two shared
// seats notes writes, so that changing places is quick. A program with much to do at once gets the faster
// one.
import type { Base } from './base-image.ts'
import type { Engine, EngineHooks } from './wasm-engine.ts'
import { EngineSlot, type Image } from './engine-slot.ts'

/** Uses count half as much after so many ms. */
const HALF_LIFE_MS = 10_000

/** A program, as the seats know it. Only they change it. */
export class PooledProgram {
  readonly hooks: EngineHooks
  seat: EngineSlot | null = null
  /**
   * As it was when it was parked last; null for one that has not begun. While it sits, only the buffer is of
   * use.
   */
  image: Image | null = null
  /** Its memory outgrew the seats: the engine is its own. */
  isGrown = false
  heldBytes = 0
  /**
   * How much it was used lately: the logarithm of its uses, each of which counts half after every ten
   * seconds. It is told as of a fixed time, so that any two can be compared at any time.
   */
  warmth = -Infinity

  constructor(hooks: EngineHooks) {
    this.hooks = hooks
  }
}

interface EnginePoolOptions {
  readonly base: Base
  readonly seatsMax: number
  /** ms of a clock that never goes back. */
  readonly ticks: () => number
}

export interface EnginePool {
  readonly base: Base
  /**
   * The engine with the program's image in it, until another program takes one; `hasMuch`: it has much to do
   * at once. Throws RangeError without room for one more.
   */
  take(sitter: PooledProgram, hasMuch?: boolean): Engine
  /** A delivery is done: its memory may have grown. */
  settle(sitter: PooledProgram): void
  /** Its program is over. `isTorn`: the engine is in doubt, and used no more. */
  leave(sitter: PooledProgram, isTorn: boolean): void
  /** Programs that have an engine for themselves. */
  grown(): number
  /** Bytes that programs hold beside the seats. */
  heldBytes(): number
  stats(): EnginePoolStats
}

interface EnginePoolStats {
  readonly seats: number
  /** Programs that have an engine for themselves. */
  readonly grown: number
  /** Bytes that programs hold beside the seats: images of parked ones, and whole memories of grown ones. */
  readonly heldBytes: number
}

export function createEnginePool({ base, seatsMax, ticks }: EnginePoolOptions): EnginePool {
  /** The program in each seat. */
  const sitting = new Map<EngineSlot, PooledProgram | null>()
  /** The seats for all others. */
  const crowds: { noting: EngineSlot | null; swift: EngineSlot | null } = { noting: null, swift: null }
  let most = seatsMax
  /**
   * Nobody who has a seat of their own is colder: it was so when all were looked at last, and since then uses
   * only warmed them.
   */
  let coldestSince = -Infinity
  let grown = 0
  let heldBytes = 0

  const isCrowds = (seat: EngineSlot): boolean => seat === crowds.noting || seat === crowds.swift

  function use(sitter: PooledProgram): void {
    const at = ticks() / HALF_LIFE_MS
    sitter.warmth = Math.log2(2 ** (sitter.warmth - at) + 1) + at
  }

  /** A seat that it should have rather than the crowd's: free, new, or of one that was used much less. */
  function seatFor({ warmth }: PooledProgram): EngineSlot | null {
    if (warmth - 1 <= coldestSince) return null
    let coldest: EngineSlot | null = null
    let least = Infinity
    for (const [seat, other] of sitting) {
      if (isCrowds(seat)) continue
      if (!other) return seat
      if (other.warmth >= least) continue
      least = other.warmth
      coldest = seat
    }
    const more = oneMore()
    if (more) return more
    coldestSince = least
    return least < warmth - 1 ? coldest : null
  }

  /** Null when there are as many as there may be, or the machine has no room for one more. */
  function oneMore(): EngineSlot | null {
    const own = sitting.size - (crowds.noting ? 1 : 0) - (crowds.swift ? 1 : 0)
    if (own >= most) return null
    try {
      return new EngineSlot(base, false)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      most = own
      return null
    }
  }

  function crowdsSeat(kind: keyof typeof crowds): EngineSlot {
    const known = crowds[kind]
    if (known) return known
    const seat = new EngineSlot(base, kind === 'noting')
    crowds[kind] = seat
    sitting.set(seat, null)
    return seat
  }

  function park(seat: EngineSlot): void {
    const sitter = sitting.get(seat)
    if (!sitter) return
    sitter.image = seat.park(sitter.image)
    sitter.seat = null
    sitting.set(seat, null)
    weigh(sitter)
  }

  function remove(seat: EngineSlot): void {
    coldestSince = -Infinity
    sitting.delete(seat)
    if (seat === crowds.noting) crowds.noting = null
    if (seat === crowds.swift) crowds.swift = null
  }

  function weigh(sitter: PooledProgram): void {
    const own = sitter.isGrown ? (sitter.seat?.engine.memoryBytes ?? 0) : 0
    const held = own + (sitter.image?.bytes.length ?? 0)
    heldBytes += held - sitter.heldBytes
    sitter.heldBytes = held
  }

  return {
    base,
    take(sitter, hasMuch = false) {
      use(sitter)
      if (sitter.seat && !isCrowds(sitter.seat)) return sitter.seat.engine
      const better = seatFor(sitter)
      const isFine = sitter.seat !== crowds.noting || !hasMuch
      if (sitter.seat && isFine && !better) return sitter.seat.engine
      if (sitter.seat) park(sitter.seat)
      const seat = better ?? crowdsSeat(hasMuch ? 'swift' : 'noting')
      park(seat)
      if (sitter.image) seat.resume(sitter.hooks, sitter.image)
      else seat.begin(sitter.hooks)
      sitter.seat = seat
      sitting.set(seat, sitter)
      return seat.engine
    },
    settle(sitter) {
      if (!sitter.seat?.isGrown) return
      if (!sitter.isGrown) {
        remove(sitter.seat)
        sitter.isGrown = true
        sitter.image = null
        grown++
      }
      weigh(sitter)
    },
    leave(sitter, isTorn) {
      const { seat } = sitter
      heldBytes -= sitter.heldBytes
      sitter.heldBytes = 0
      sitter.seat = null
      sitter.image = null
      if (!seat) return
      if (sitter.isGrown) grown--
      else if (isTorn || !seat.engine.isAtRest || seat.isGrown) remove(seat)
      else {
        coldestSince = -Infinity
        seat.clear()
        sitting.set(seat, null)
      }
    },
    grown: () => grown,
    heldBytes: () => heldBytes,
    stats: () => ({ seats: sitting.size, grown, heldBytes }),
  }
}
