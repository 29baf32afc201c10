// Sends a document's updates to its readers: coded once, the same bytes for all. What happens in a world goes
// as deltas to those who read them (delta-decoder.ts), and as the updates themselves to all others. Where
// many are in a world, what comes within a moment goes to each as one piece.
import { deltaFrame, historyFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { DeltaEncoder } from '../../../shared/yjs/deltas/delta-encoder.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { RoomMember } from './room-member.ts'

/**
 * So long after one piece the next one goes out, in ms for each reader: to write to a socket costs as much
 * for a walk as for ten. Few readers do not wait. Nobody waits longer than a hundred steps of a second.
 */
const PAUSE = { perReaderMs: 0.5, leastMs: 10, mostMs: 100 }

type UpdateReader = Pick<RoomMember, 'send'>

/** An update that not all have been sent yet. */
interface HeldUpdate {
  readonly plain: Uint8Array
  /** Null: it has no delta. */
  readonly delta: Uint8Array | null
}

export class UpdateFanOut {
  readonly #clock: Pick<ServerClock, 'monotonic' | 'after'>
  readonly #plain = new Set<UpdateReader>()
  /** Those who read deltas; and those who came since the last one. */
  readonly #following = new Set<UpdateReader>()
  readonly #coming = new Set<UpdateReader>()
  /** Null: nobody reads deltas here. */
  #deltas: DeltaEncoder | null = null
  #held: HeldUpdate[] = []
  /** How many of these somebody has already. */
  readonly #ahead = new Map<UpdateReader, number>()
  #sentAt = -Infinity
  #cancelDue: (() => void) | null = null

  constructor(clock: Pick<ServerClock, 'monotonic' | 'after'>) {
    this.#clock = clock
  }

  add(reader: UpdateReader, readsDeltas: boolean): void {
    this.flush()
    if (readsDeltas) this.#coming.add(reader)
    else this.#plain.add(reader)
  }

  remove(reader: UpdateReader): void {
    this.#plain.delete(reader)
    this.#coming.delete(reader)
    this.#following.delete(reader)
    this.#ahead.delete(reader)
    if (this.#following.size + this.#coming.size === 0) this.#deltas = null
  }

  /** To all, at once or as a part of the next piece. */
  tell(update: Uint8Array): void {
    this.#beginHistory()
    const delta = this.#deltas?.encode(update) ?? null
    this.#held.push({
      plain: syncFrame('update', update),
      delta: delta && deltaFrame(delta),
    })
    this.#flushSoon()
  }

  /** Sends somebody all that was told so far, and then these frames, as one piece. */
  catchUp(reader: UpdateReader, last: readonly Uint8Array[]): void {
    const isFollowing = this.#following.has(reader)
    const held = isFollowing || this.#plain.has(reader) ? this.#held.slice(this.#ahead.get(reader)) : []
    if (held.length > 0) this.#ahead.set(reader, this.#held.length)
    const frames = [...framesOf(held, isFollowing), ...last]
    if (frames.length > 0) reader.send(...frames)
  }

  /** Sends all of them what they do not have yet. */
  flush(): void {
    this.#cancelDue?.()
    this.#cancelDue = null
    const held = this.#held
    if (held.length === 0) return
    this.#held = []
    const made = { plain: new Map<number, Uint8Array[]>(), deltas: new Map<number, Uint8Array[]>() }
    const send = (readers: Iterable<UpdateReader>, kind: keyof typeof made): void => {
      for (const reader of readers) {
        const from = this.#ahead.get(reader) ?? 0
        if (from === held.length) continue
        const frames = made[kind].get(from) ?? framesOf(held.slice(from), kind === 'deltas')
        made[kind].set(from, frames)
        reader.send(...frames)
      }
    }
    send(this.#following, 'deltas')
    send(this.#plain, 'plain')
    this.#ahead.clear()
    this.#sentAt = this.#clock.monotonic()
  }

  #flushSoon(): void {
    if (this.#cancelDue !== null) return
    const readers = this.#following.size + this.#plain.size + this.#coming.size
    const pauseMs = Math.min(readers * PAUSE.perReaderMs, PAUSE.mostMs)
    const leftMs = pauseMs < PAUSE.leastMs ? 0 : this.#sentAt + pauseMs - this.#clock.monotonic()
    if (leftMs <= 0) this.flush()
    else {
      this.#cancelDue = this.#clock.after(leftMs, () => {
        this.#cancelDue = null
        this.flush()
      })
    }
  }

  /**
   * Once somebody came, deltas rest on nothing before: what others were told is not theirs to see. Those who
   * were here pay for it with a delta as long as its update for each entry.
   */
  #beginHistory(): void {
    if (this.#coming.size === 0) return
    this.flush()
    this.#deltas = new DeltaEncoder()
    for (const reader of this.#coming) this.#following.add(reader)
    this.#coming.clear()
    const message = historyFrame()
    for (const reader of this.#following) reader.send(message)
  }
}

function framesOf(held: readonly HeldUpdate[], areDeltas: boolean): Uint8Array[] {
  return held.map(({ plain, delta }) => (areDeltas && delta !== null ? delta : plain))
}
