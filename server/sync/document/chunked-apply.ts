// Builds a large document in many turns, between which everybody else is served.
import type * as Y from 'yjs'
import { applyCutting } from '../../../shared/yjs/apply-cutting.ts'
import { partsIn, readUpdate } from '../../../shared/yjs/update-reader.ts'
import { applySlices } from '../../../shared/yjs/apply-slices.ts'
import { DIRECT_PARTS } from '../../../shared/yjs/work-steps.ts'
import { createEventLoopTurns, type LoopClock } from '../../time/event-loop-turns.ts'

export interface EventLoop {
  /** Resolves when others had their turn. */
  next(): Promise<void>
  /** ms since some moment, for how long a turn took. */
  now(): number
}

const loops = new WeakMap<LoopClock, EventLoop>()

/**
 * All long work by one clock goes on in one line, so that ten documents which are opened at once hold others
 * up for one turn of work, and not for ten.
 */
export function turnsOf(clock: LoopClock): EventLoop {
  const known = loops.get(clock)
  if (known !== undefined) return known
  const turn = createEventLoopTurns(clock)
  const loop = { next: () => turn('long work'), now: () => clock.monotonic() }
  loops.set(clock, loop)
  return loop
}

/** Work of one turn, in ms: short beside what anybody notices. */
const TURN_MS = 10

/** Work in turns, each of which is short. */
export class WorkTurns {
  readonly #turns: EventLoop
  readonly #turnMs: number
  #since: number

  constructor(turns: EventLoop, turnMs = TURN_MS) {
    this.#turns = turns
    this.#turnMs = turnMs
    this.#since = turns.now()
  }

  /** Lets others have their turn, where this one took long enough. */
  async pauseIfLong(): Promise<void> {
    if (this.#turns.now() - this.#since >= this.#turnMs) await this.pause()
  }

  async pause(): Promise<void> {
    await this.#turns.next()
    this.#since = this.#turns.now()
  }
}

/**
 * Applies updates one after the other. Rejects where something in them takes too long and cannot be divided.
 */
export async function applyInTurns(
  doc: Y.Doc,
  updates: readonly Uint8Array[],
  turns: EventLoop,
): Promise<void> {
  const work = new WorkTurns(turns)
  for (const update of updates) for (const _ of slicesOf(doc, update)) await work.pauseIfLong()
}

/**
 * Applies an update; yields after each part of it. A small one was judged as it is. A larger one may be an
 * encoded state: its items have another order there than they were written in, and in that order they may
 * take as long as they like.
 */
function* slicesOf(doc: Y.Doc, update: Uint8Array): Generator<void> {
  const reading = readUpdate(update)
  if (reading === null || partsIn(reading) <= DIRECT_PARTS) {
    applyCutting(doc, update)
    yield
    return
  }
  const slices = applySlices(doc, reading)
  let slice = slices.next()
  for (; slice.done !== true; slice = slices.next()) yield
  if (!slice.value) throw new Error('a document takes too much work to be copied')
}
