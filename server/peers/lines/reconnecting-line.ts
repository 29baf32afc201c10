// A connection to another node that comes back: it waits longer each time, reconnects at once when the node
// is heard of, and not when the other side said that it is useless. Nothing is sent on it before the other
// side has said which world it is of; it knows nothing of later messages.
import type { WebSocket } from 'ws'
import { CLOSE, parseServerFrame, type ServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { RandomBytes } from '../../../shared/world/address.ts'
import type { ServerClock } from '../../sync/sync-server.ts'
import { PeerFault } from '../outward/faults.ts'
import { randomWaitMsAfter, type DoublingWait } from '../../../shared/time/doubling-wait.ts'
import { TokenBucket } from '../../../shared/time/token-bucket.ts'

/** Before another try. */
const WAIT: DoublingWait = { firstMs: 200, longestMs: 10_000 }
/** How long nothing is tried where trying again soon would have the same result, in ms. */
const NO_USE_WAIT_MS = 10 * 60_000
/** Before another try where a node said no before there was a line: it comes too often, for one. */
const REFUSED_WAIT: DoublingWait = { firstMs: 1000, longestMs: NO_USE_WAIT_MS }
/**
 * Messages beside the documents (presence, events), in bytes a second, each frame with its overhead; and for
 * how long they may come at once, in ms. A crowd of a hundred sends half as much. Further ones are read
 * later.
 */
const TALK_RATE = { perSecond: 1024 * 1024, atOnce: 4 * 1024 * 1024 }
const TALK_EACH_BYTES = 256
/** A line on which more than this waits, in bytes, takes no more; and each frame that waits takes so much. */
const QUEUED_MAX = 4 * 1024 * 1024
const QUEUED_EACH_BYTES = 1024

/** The other side's words about the world. */
export type HostMessage = Exclude<ServerFrame, { readonly type: 'world' }>

interface HostLineEvents {
  /**
   * The other side says which world this is; true when it is the one that is meant. Where not, it is tried
   * again after a long while.
   */
  readonly meet: (id: string, line: string) => boolean
  /** It is the one: from here on it can be written to, until it breaks. */
  readonly met: () => void
  readonly received: (frame: HostMessage) => void
  /** It broke, or could not be opened; another one is tried. */
  readonly lost: (fault: PeerFault | null) => void
  /** The other side closed it for good (44xx); tried again after a long while only. */
  readonly ended: (code: number, reason: string) => void
}

/** How a line is opened. */
export interface LineSource {
  readonly open: () => Promise<WebSocket>
  readonly clock: ServerClock
  readonly random: RandomBytes
}

/** What the users of its users are told of a line. */
export type LineEvents = Omit<HostLineEvents, 'met' | 'received'>

interface HostLineOptions extends LineSource {
  readonly events: HostLineEvents
}

interface OpenPhase {
  readonly name: 'open'
  readonly ws: WebSocket
  isMet: boolean
  /** Frames that were sent, and not yet taken by the network. */
  queued: number
  /** Its user wants no more just now. */
  isPaused: boolean
  /** How much it may send; and whether it sent more, and nothing is read until that is made up for. */
  readonly talk: TokenBucket
  isTalkedOut: boolean
}

type LinePhase =
  | { readonly name: 'stopped' }
  | { readonly name: 'waiting'; readonly cancel: () => void }
  | { readonly name: 'opening' }
  | OpenPhase

export class ReconnectingLine {
  readonly #options: HostLineOptions
  #phase: LinePhase = { name: 'stopped' }
  #tries = 0
  #fault: PeerFault | null = null
  /** The run of tries that counts: an answer to an older one is closed. */
  #run = 0

  /** Tries at once. */
  constructor(options: HostLineOptions) {
    this.#options = options
    this.retry()
  }

  /** It is open, and of the world that is meant. */
  get isMet(): boolean {
    return this.#phase.name === 'open' && this.#phase.isMet
  }

  /** Whether it was tried, in vain, since things last went well. */
  get isFailing(): boolean {
    return this.#tries > 0
  }

  /** Why it could not be opened last; null: it could be, or nobody knows. */
  get fault(): PeerFault | null {
    return this.#fault
  }

  /** Tries now, unless it is open or being opened. */
  retry(): void {
    if (this.#phase.name === 'open' || this.#phase.name === 'opening') return
    this.#leave()
    void this.#open()
  }

  /** Things go well: the next wait is short again. */
  resetWait(): void {
    this.#tries = 0
  }

  /** Sends a frame; false when there is no line that is met, or too much waits on it. */
  send(frame: Uint8Array): boolean {
    const phase = this.#phase
    if (phase.name !== 'open' || !phase.isMet) return false
    if (phase.ws.bufferedAmount + phase.queued * QUEUED_EACH_BYTES > QUEUED_MAX) return false
    phase.queued += 1
    phase.ws.send(frame, () => (phase.queued -= 1))
    return true
  }

  /** Stops and goes on reading what comes in. */
  pause(): void {
    if (this.#phase.name !== 'open') return
    this.#phase.isPaused = true
    this.#phase.ws.pause()
  }

  resume(): void {
    if (this.#phase.name !== 'open') return
    this.#phase.isPaused = false
    if (!this.#phase.isTalkedOut) this.#phase.ws.resume()
  }

  /** Leaves this line; another one is tried after the usual wait. */
  drop(): void {
    if (this.#phase.name === 'stopped') return
    this.#leave()
    this.#waitLonger()
  }

  /** Leaves this line, and tries another one after a long while only. */
  rest(): void {
    this.#leave()
    this.#wait(NO_USE_WAIT_MS)
  }

  stop(): void {
    this.#leave()
  }

  async #open(): Promise<void> {
    const run = (this.#run += 1)
    this.#phase = { name: 'opening' }
    let ws: WebSocket
    try {
      ws = await this.#options.open()
    } catch (error) {
      if (run !== this.#run) return
      const fault = error instanceof PeerFault ? error : null
      this.#fault = fault
      this.#phase = { name: 'stopped' }
      const isAway = fault === null || fault.isAway
      this.#waitLonger(isAway ? WAIT : REFUSED_WAIT)
      return this.#options.events.lost(fault)
    }
    if (run === this.#run) this.#opened(ws)
    else letGo(ws, this.#options.clock)
  }

  #opened(ws: WebSocket): void {
    this.#fault = null
    const phase: OpenPhase = {
      name: 'open',
      ws,
      isMet: false,
      queued: 0,
      isPaused: false,
      talk: new TokenBucket(TALK_RATE, () => this.#options.clock.now()),
      isTalkedOut: false,
    }
    this.#phase = phase
    const isCurrent = () => this.#phase === phase
    ws.on('message', (data, isBinary) => {
      if (!isCurrent()) return
      const frame = isBinary && Buffer.isBuffer(data) ? parseServerFrame(data) : null
      if (frame === null) return this.#broke()
      if (Buffer.isBuffer(data) && !isOfDocument(frame)) this.#talked(data.length, phase)
      this.#received(frame, phase)
    })
    ws.on('error', () => undefined)
    ws.on('close', (code, reason) => isCurrent() && this.#closed(code, reason.toString()))
  }

  #received(frame: ServerFrame, phase: OpenPhase): void {
    const { events } = this.#options
    if (frame.type !== 'world') return phase.isMet ? events.received(frame) : undefined
    // Said once: to each further one this node would say anew all that it has.
    if (phase.isMet) return this.#broke()
    if (!events.meet(frame.id, frame.line)) return this.rest()
    phase.isMet = true
    events.met()
  }

  /** Reads nothing more for a while from a sender of too much. */
  #talked(bytes: number, phase: OpenPhase): void {
    const waitMs = phase.talk.overdraw(bytes + TALK_EACH_BYTES)
    if (waitMs === 0 || phase.isTalkedOut) return
    phase.isTalkedOut = true
    phase.ws.pause()
    this.#options.clock.after(waitMs, () => {
      phase.isTalkedOut = false
      if (!phase.isPaused) phase.ws.resume()
    })
  }

  #broke(): void {
    this.drop()
    this.#options.events.lost(null)
  }

  #closed(code: number, reason: string): void {
    this.#leave()
    // Only that this node has not vouched lately: the next line brings a voucher.
    if (code >= 4400 && code < 4500 && code !== CLOSE.signIn) {
      this.#wait(NO_USE_WAIT_MS)
      return this.#options.events.ended(code, reason)
    }
    this.#waitLonger()
    this.#options.events.lost(null)
  }

  /** Longer after each try in vain. */
  #waitLonger(wait = WAIT): void {
    const ms = randomWaitMsAfter(this.#tries, wait, this.#options.random)
    this.#tries += 1
    this.#wait(ms)
  }

  #wait(ms: number): void {
    this.#phase = { name: 'waiting', cancel: this.#options.clock.after(ms, () => this.retry()) }
  }

  #leave(): void {
    const phase = this.#phase
    this.#run += 1
    this.#phase = { name: 'stopped' }
    if ('cancel' in phase) phase.cancel()
    if ('ws' in phase) letGo(phase.ws, this.#options.clock)
  }
}

const isOfDocument = ({ type }: ServerFrame): boolean => type === 'step2' || type === 'update'

/** How long the other side may take to say goodbye, in ms. */
const GOODBYE_MS = 2_000

/** Closes a socket, and cuts it where the other side does not answer. */
function letGo(ws: WebSocket, clock: Pick<ServerClock, 'after'>): void {
  ws.on('error', () => undefined)
  ws.close()
  ws.once(
    'close',
    clock.after(GOODBYE_MS, () => ws.terminate()),
  )
}
