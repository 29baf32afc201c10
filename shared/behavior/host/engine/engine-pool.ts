// The seats of a worker, and the program in each. While there are no more programs than seats, each keeps its
// own. Otherwise the rest share two seats: a program that is needed takes one, and the program that had it is
// parked. So the memory of many programs that are seldom used stays within the processor's caches. A program
// that was lately used twice as much as one with a seat of its own gets that seat. One of the two shared
// seats notes writes, so that changing places is quick. A program with much to do at once gets the faster
// one.
import type { BaseImage } from './base-image.ts'
import type { Engine, EngineHooks } from './wasm-engine.ts'
import { EngineSlot, type Image } from './engine-slot.ts'

/** Uses count half as much after so many ms. */
const HALF_LIFE_MS = 10_000

/** A program, as the seats know it. Only they change it. */
export class PooledProgram {
  readonly hooks: EngineHooks
  seat: EngineSlot | null = null
  /** As it was when it was parked last; null for one that has not been parked. */
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
  readonly base: BaseImage
  readonly seatsMax: number
  /** ms of a clock that never goes back. */
  readonly ticks: () => number
}

export interface EnginePool {
  readonly base: BaseImage
  /**
   * Returns the engine with the program's image in it. The program keeps it until another program takes it.
   * `hasMuch` says that the program has much to do at once. Throws RangeError if there is no room for one
   * more.
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

/** The seats, and the program in each. */
class Seats {
  readonly #base: BaseImage
  #most: number
  readonly #sitting = new Map<EngineSlot, PooledProgram | null>()
  /** The seats for all others. */
  readonly #crowds: { noting: EngineSlot | null; swift: EngineSlot | null } = { noting: null, swift: null }
  /**
   * Nobody who has a seat of their own is colder: it was so when all were looked at last, and since then uses
   * only warmed them.
   */
  #coldestSince = -Infinity

  constructor(base: BaseImage, most: number) {
    this.#base = base
    this.#most = most
  }

  get size(): number {
    return this.#sitting.size
  }

  isCrowds(seat: EngineSlot): boolean {
    return seat === this.#crowds.noting || seat === this.#crowds.swift
  }

  isNoting(seat: EngineSlot): boolean {
    return seat === this.#crowds.noting
  }

  crowds(kind: 'noting' | 'swift'): EngineSlot {
    const known = this.#crowds[kind]
    if (known) return known
    const seat = new EngineSlot(this.#base, kind === 'noting')
    this.#crowds[kind] = seat
    this.#sitting.set(seat, null)
    return seat
  }

  /** A seat that it should have rather than the crowd's: free, new, or of one that was used much less. */
  betterFor({ warmth }: PooledProgram): EngineSlot | null {
    if (warmth - 1 <= this.#coldestSince) return null
    let coldest: EngineSlot | null = null
    let least = Infinity
    for (const [seat, other] of this.#sitting) {
      if (this.isCrowds(seat)) continue
      if (!other) return seat
      if (other.warmth >= least) continue
      least = other.warmth
      coldest = seat
    }
    const more = this.#oneMore()
    if (more) return more
    this.#coldestSince = least
    return least < warmth - 1 ? coldest : null
  }

  /** Null when there are as many as there may be, or the machine has no room for one more. */
  #oneMore(): EngineSlot | null {
    const own = this.#sitting.size - (this.#crowds.noting ? 1 : 0) - (this.#crowds.swift ? 1 : 0)
    if (own >= this.#most) return null
    try {
      return new EngineSlot(this.#base, false)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#most = own
      return null
    }
  }

  sitterOf(seat: EngineSlot): PooledProgram | null {
    return this.#sitting.get(seat) ?? null
  }

  seat(seat: EngineSlot, sitter: PooledProgram): void {
    sitter.seat = seat
    this.#sitting.set(seat, sitter)
  }

  free(seat: EngineSlot): void {
    this.#sitting.set(seat, null)
  }

  /** A seat of somebody's own is free, or gone: anybody may be warm enough for one. */
  forgetColdest(): void {
    this.#coldestSince = -Infinity
  }

  remove(seat: EngineSlot): void {
    this.forgetColdest()
    this.#sitting.delete(seat)
    if (seat === this.#crowds.noting) this.#crowds.noting = null
    if (seat === this.#crowds.swift) this.#crowds.swift = null
  }
}

export function createEnginePool({ base, seatsMax, ticks }: EnginePoolOptions): EnginePool {
  const seats = new Seats(base, seatsMax)
  let grown = 0
  let heldBytes = 0

  function use(sitter: PooledProgram): void {
    const at = ticks() / HALF_LIFE_MS
    sitter.warmth = Math.log2(2 ** (sitter.warmth - at) + 1) + at
  }

  function park(seat: EngineSlot): void {
    const sitter = seats.sitterOf(seat)
    if (!sitter) return
    sitter.image = seat.park()
    sitter.seat = null
    seats.free(seat)
    weigh(sitter)
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
      const { seat: now } = sitter
      if (now && !seats.isCrowds(now)) return now.engine
      const better = seats.betterFor(sitter)
      if (now && !better && !(hasMuch && seats.isNoting(now))) return now.engine
      if (now) park(now)
      const seat = better ?? seats.crowds(hasMuch ? 'swift' : 'noting')
      park(seat)
      if (sitter.image) seat.resume(sitter.hooks, sitter.image)
      else seat.begin(sitter.hooks)
      seats.seat(seat, sitter)
      return seat.engine
    },
    settle(sitter) {
      if (!sitter.seat?.isGrown) return
      if (!sitter.isGrown) {
        seats.remove(sitter.seat)
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
      else if (isTorn || !seat.engine.isAtRest || seat.isGrown) seats.remove(seat)
      else {
        seats.forgetColdest()
        seat.clear()
        seats.free(seat)
      }
    },
    grown: () => grown,
    heldBytes: () => heldBytes,
    stats: () => ({ seats: seats.size, grown, heldBytes }),
  }
}
