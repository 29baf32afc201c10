// Follows one document of another node's world: the host's updates come into the log here, written as the
// host, judged like any stranger's frames, on the disk before anybody is told.
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { HOST } from '../../../shared/world/address.ts'
import { nextTurn } from '../../time/server-clock.ts'
import { StoreFault } from '../../storage/store.ts'
import { RestsOnMissing, RoomClosed, type HeldDocument } from '../../sync/sync-server.ts'
import {
  ReconnectingLine,
  type HostMessage,
  type LineEvents,
  type LineSource,
} from '../lines/reconnecting-line.ts'
import type { PeerFault } from '../outward/faults.ts'
import { joinFirst } from './joined-rows.ts'

/** With more than this waiting to be written, in bytes, nothing is read from the line. */
const WAITING_BYTES = 8 * 1024 * 1024
/** The overhead of each waiting update: a million of two bytes would take a hundred times as much. */
const EACH_BYTES = 256
/** Updates of so many bytes together are joined into one: more takes long. */
const JOINED_BYTES = 64 * 1024
/** The host is asked for missing updates so often at most, in ms. */
const ASK_MS = 1000

export const EMPTY_UPDATE = Uint8Array.of(0, 0)

/**
 * Bytes out of a message that are kept: those of a small one lie in the packet that it came in, with much
 * else. The same bytes in memory of their own; unchanged if they are most of the buffer that they are in.
 */
export const owned = (bytes: Uint8Array): Uint8Array =>
  2 * bytes.length >= bytes.buffer.byteLength ? bytes : bytes.slice()

interface FollowEvents extends LineEvents {
  /** All that the host had when the line was opened is here. */
  readonly arrived: () => void
  /** An update of the host cannot be taken in, and none after it is. */
  readonly refused: (error: unknown) => void
  readonly presence?: (update: Uint8Array) => void
}

interface FollowOptions extends LineSource {
  readonly document: HeldDocument
  readonly events: FollowEvents
}

export class DocumentFollower {
  readonly #options: FollowOptions
  readonly #line: ReconnectingLine
  /** Since the line met the host last. */
  #hasArrived = false
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #isWriting = false
  #askedAt = -Infinity
  #isAskDue = false
  #isStopped = false

  constructor(options: FollowOptions) {
    const { events } = options
    this.#options = options
    this.#line = new ReconnectingLine({
      ...options,
      events: {
        ...events,
        met: () => {
          this.#hasArrived = false
          this.#ask()
        },
        received: (frame) => this.#received(frame),
      },
    })
  }

  /** Whether the copy equals the host's document, except updates on their way. */
  get isAwake(): boolean {
    return this.#hasArrived && this.#line.isMet
  }

  get isFailing(): boolean {
    return this.#line.isFailing
  }

  get fault(): PeerFault | null {
    return this.#line.fault
  }

  retry(): void {
    this.#line.retry()
  }

  /** Tells the host something that is not kept. */
  send(frame: Uint8Array): boolean {
    return this.#line.send(frame)
  }

  stop(): void {
    this.#isStopped = true
    this.#line.stop()
    this.#waiting = []
    this.#waitingBytes = 0
  }

  #received(frame: HostMessage): void {
    switch (frame.type) {
      case 'step1':
        // Edits of people here go to the host by their own connections.
        this.#line.send(syncFrame('step2', EMPTY_UPDATE))
        return
      case 'step2':
      case 'update':
        return this.#take(owned(frame.bytes), frame.type === 'step2')
      case 'presence':
        return this.#options.events.presence?.(frame.bytes)
      case 'askPresence':
      case 'saved':
      case 'refused':
      case 'outcome':
      case 'event':
      case 'history':
      case 'delta':
      case 'undone':
      case 'held':
      case 'unknown':
    }
  }

  #ask(): void {
    this.#askedAt = this.#options.clock.now()
    this.#line.send(syncFrame('step1', this.#options.document.vector()))
  }

  /** The host's answer has everything that is missing; once in a while is enough. */
  #askSoon(): void {
    if (this.#isAskDue) return
    this.#isAskDue = true
    const { clock } = this.#options
    clock.after(Math.max(0, this.#askedAt + ASK_MS - clock.now()), () => {
      this.#isAskDue = false
      if (this.#line.isMet && !this.#isStopped) this.#ask()
    })
  }

  #take(update: Uint8Array, isWhole: boolean): void {
    this.#waiting.push(update)
    this.#waitingBytes += weightOf(update)
    if (this.#waitingBytes > WAITING_BYTES) this.#line.pause()
    if (!this.#isWriting) void this.#write()
    if (isWhole && !this.#hasArrived) void this.#arriveAfterwards()
  }

  async #arriveAfterwards(): Promise<void> {
    while (this.#isWriting) await this.#writing
    if (!this.#line.isMet || this.#hasArrived || this.#isStopped) return
    this.#hasArrived = true
    this.#line.resetWait()
    this.#options.events.arrived()
  }

  #writing: Promise<void> = Promise.resolve()

  async #write(): Promise<void> {
    this.#isWriting = true
    const done = Promise.withResolvers<void>()
    this.#writing = done.promise
    while (this.#waiting.length > 0 && !this.#isStopped) {
      await this.#writeNext()
      // An update that adds nothing is done at once: a million of those would be done in one go.
      await nextTurn(this.#options.clock)
    }
    this.#isWriting = false
    done.resolve()
  }

  /** Updates that gathered while the last one was written are written as one. */
  async #writeNext(): Promise<void> {
    const { update, count } = joinFirst(this.#waiting, JOINED_BYTES)
    for (const each of this.#waiting.splice(0, count)) this.#waitingBytes -= weightOf(each)
    try {
      await this.#options.document.append(update, HOST)
      this.#goOn()
    } catch (error) {
      this.#failed(error)
    }
  }

  #goOn(): void {
    if (this.#waitingBytes <= WAITING_BYTES) this.#line.resume()
  }

  #failed(error: unknown): void {
    if (this.#isStopped || error instanceof RoomClosed) return
    if (error instanceof RestsOnMissing) {
      this.#goOn()
      return this.#askSoon()
    }
    this.#waiting = []
    this.#waitingBytes = 0
    // A failing disk may work again; the judgement of an update stays the same.
    if (error instanceof StoreFault) return this.#line.drop()
    this.#line.rest()
    this.#options.events.refused(error)
  }
}

const weightOf = ({ length }: Uint8Array): number => length + EACH_BYTES
