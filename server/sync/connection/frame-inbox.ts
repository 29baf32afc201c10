// The frames that came over one wire, read one at a time. While one waits for something, those behind it wait
// too, and nothing more is read from the wire. Many frames that came at once are read in turns, and others
// have theirs between.
import type { UnfinishedFrames, UnfinishedSender } from './unfinished-frames.ts'
import type { FrameTurn } from './frame-turn.ts'
import { HeldFrames } from './held-frames.ts'
import type { SyncSocket } from '../socket/sync-socket.ts'

/**
 * Who has not taken this much of what they were sent, in bytes, is not read from until they took it: they pay
 * for their own questions.
 */
const UNTAKEN_BYTES = 256 * 1024

/** Why nothing is read now. */
export type Holding = 'entering' | 'waiting' | 'draining' | 'retiring'

/** The parts that all connections of a node share. */
export interface InboxParts {
  readonly turn: FrameTurn
  readonly intake: UnfinishedFrames
}

/** The connection whose frames these are. */
interface FrameTarget extends UnfinishedSender {
  /** Reads a frame; may hold. */
  read(frame: Uint8Array): void
}

type InboxWire = Pick<SyncSocket, 'pause' | 'resume' | 'unfinished' | 'queued'>

export class Inbox {
  readonly #parts: InboxParts
  readonly #wire: InboxWire
  readonly #target: FrameTarget
  /** Frames that wait to be read; null: none. */
  #held: HeldFrames | null = null
  /** Of the frame that was read last, in bytes. */
  #readBytes = 0
  #holding: Holding | null = 'entering'
  #isClosed = false

  constructor(parts: InboxParts, wire: InboxWire, target: FrameTarget) {
    this.#parts = parts
    this.#wire = wire
    this.#target = target
    wire.pause()
  }

  /** Nothing is read just now. */
  get isHeld(): boolean {
    return this.#holding !== null
  }

  /** A frame came. */
  take(frame: Uint8Array): void {
    if (this.#holding === null && this.#parts.turn.isOver) this.#nextTurn()
    if (this.#holding === null) this.#handOn(frame)
    else this.#keep(frame)
    this.#note()
  }

  /** Counts a frame that is not whole yet among all that are on their way to this node. */
  noteUnfinished(): void {
    this.#note(this.#wire.unfinished)
  }

  /** Counts what is here: the frame that waits to be taken in, those behind it, and so much of the next. */
  #note(unfinished = 0): void {
    const waiting = this.#holding === 'waiting' ? this.#readBytes : 0
    this.#parts.intake.note(this.#target, waiting + (this.#held?.bytes ?? 0) + unfinished)
  }

  /** Stops reading, until that is over. */
  hold(why: Holding): void {
    this.#holding = why
    this.#wire.pause()
  }

  /**
   * Does what had to wait, and goes on reading, in a turn in which there is time; nothing, where something
   * else is waited for by then.
   */
  again(run: () => void): void {
    if (this.#isClosed || this.#holding !== 'waiting') return
    if (this.#parts.turn.isOver) return this.#parts.turn.next(() => this.again(run))
    this.#holding = null
    run()
    if (this.#holding === null) this.release()
  }

  /** Reads what was held, and goes on. */
  release(): void {
    this.#holding = null
    while (this.#holding === null && !this.#isClosed) {
      if (this.#held === null) {
        this.#note()
        return this.#wire.resume()
      }
      if (this.#parts.turn.isOver) return this.#nextTurn()
      const frame = this.#held.take()
      if (this.#held.isEmpty) this.#held = null
      this.#handOn(frame)
    }
  }

  /** The client took something of what they were sent. */
  taken(): void {
    if (this.#holding === 'draining' && this.#wire.queued <= UNTAKEN_BYTES) this.release()
  }

  #handOn(frame: Uint8Array): void {
    this.#readBytes = frame.length
    this.#target.read(frame)
    if (this.#holding === null && this.#wire.queued > UNTAKEN_BYTES) this.hold('draining')
  }

  close(): void {
    this.#isClosed = true
    this.#held = null
    this.#parts.intake.note(this.#target, 0)
  }

  #keep(frame: Uint8Array): void {
    this.#held ??= new HeldFrames()
    this.#held.add(frame)
  }

  #nextTurn(): void {
    this.hold('waiting')
    this.#parts.turn.next(() => this.again(() => undefined))
  }
}
