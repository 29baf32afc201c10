// When a socket that was lost is opened again: a little later each time, at once when the network returns.
// And whether one that is silent still lives: the server is asked, and without an answer another is tried.
import { randomWaitMsAfter } from '../../time/doubling-wait.ts'
import type { ReadingEnvironment } from './reading-environment.ts'

/** Before another try. The longest is short: somebody is looking at the mark. */
const WAIT = { firstMs: 200, longestMs: 5_000 }
/** How long a socket may take to open, in ms. */
const OPENING_MS = 10_000
/**
 * Silence after which the server is asked for a sign of life, and after which the socket counts as dead, in
 * ms.
 */
const DOUBT_MS = 20_000
const DEAD_MS = 30_000
/** How soon a sign of life must come when there is a reason to doubt, such as another network, in ms. */
const PROOF_MS = 5_000
/** How often silence is looked at, in ms. */
const BEAT_MS = 5_000

/** A socket, as its keeper opens and leaves it. */
interface KeptSocket {
  /** Begins to open another one; `opened` is to be called when it has, and `closed` when it is gone. */
  readonly connect: () => void
  /** Leaves the present one, and hears of it no more. */
  readonly leave: () => void
  /** It did not open in time. */
  readonly unanswered: () => void
  /** Nothing was heard for long: send what must be answered. */
  readonly doubted: () => void
  /** It is gone; another one will be tried. `why`: in words, empty where nobody knows. */
  readonly lost: (why: string) => void
}

type KeeperPhase =
  | { readonly name: 'idle' }
  | { readonly name: 'waiting' | 'connecting'; readonly cancel: () => void }
  | { readonly name: 'open'; deadAt: number; heardAt: number; cancel: () => void }

export class ConnectionKeeper {
  readonly #outside: Pick<ReadingEnvironment, 'clock' | 'random'>
  readonly #socket: KeptSocket
  #phase: KeeperPhase = { name: 'idle' }
  #tries = 0

  constructor(outside: Pick<ReadingEnvironment, 'clock' | 'random'>, socket: KeptSocket) {
    this.#outside = outside
    this.#socket = socket
  }

  get isOpen(): boolean {
    return this.#phase.name === 'open'
  }

  /** Whether a try failed since things last went well. */
  get isFailing(): boolean {
    return this.#tries > 0
  }

  /** Connects now, unless it is connected or trying to. */
  retry(): void {
    if (!this.#hasSocket) this.renew()
  }

  /** Leaves this socket for another one, at once. */
  renew(): void {
    this.stop()
    const cancel = this.#outside.clock.after(OPENING_MS, () => this.#socket.unanswered())
    this.#phase = { name: 'connecting', cancel }
    this.#socket.connect()
  }

  /** The network or the tab is back: what waits is tried now, what is open must prove that it lives. */
  wake(): void {
    const phase = this.#phase
    const now = this.#outside.clock.now()
    if (phase.name === 'waiting') this.renew()
    if (phase.name !== 'open' || now - phase.heardAt < PROOF_MS) return
    phase.deadAt = Math.min(phase.deadAt, now + PROOF_MS)
    this.#socket.doubted()
  }

  /**
   * Leaves a socket as if it had broken: another one is tried after the usual wait. Also where the network is
   * gone, since the server may be on this very machine.
   */
  drop(): void {
    if (!this.#hasSocket) return
    this.stop()
    this.#wait('')
  }

  /** Leaves the socket, and tries no other before it is told to. */
  stop(): void {
    const phase = this.#phase
    const hadSocket = this.#hasSocket
    this.#phase = { name: 'idle' }
    if (phase.name !== 'idle') phase.cancel()
    if (hadSocket) this.#socket.leave()
  }

  /** The socket has opened. */
  opened(): void {
    if (this.#phase.name !== 'connecting') return
    this.#phase.cancel()
    const now = this.#outside.clock.now()
    const cancel = this.#outside.clock.after(BEAT_MS, () => this.#beat())
    this.#phase = { name: 'open', heardAt: now, deadAt: now + DEAD_MS, cancel }
  }

  /** A frame came. */
  heard(): void {
    if (this.#phase.name !== 'open') return
    this.#phase.heardAt = this.#outside.clock.now()
    this.#phase.deadAt = this.#phase.heardAt + DEAD_MS
  }

  /** Things go well: the next wait is short again. */
  resetWait(): void {
    this.#tries = 0
  }

  /** The socket is gone. One that was left is not heard. */
  closed(why = ''): void {
    const phase = this.#phase
    if (phase.name !== 'connecting' && phase.name !== 'open') return
    phase.cancel()
    this.#wait(why)
  }

  /** It did not open, and why is asked by other means; another one is tried once that is known. */
  async failed(asking: Promise<string>): Promise<void> {
    this.stop()
    const idle = this.#phase
    const why = await asking
    if (this.#phase === idle) this.#wait(why)
  }

  get #hasSocket(): boolean {
    return this.#phase.name === 'connecting' || this.#phase.name === 'open'
  }

  #wait(why: string): void {
    const ms = randomWaitMsAfter(this.#tries, WAIT, this.#outside.random)
    this.#tries += 1
    this.#phase = { name: 'waiting', cancel: this.#outside.clock.after(ms, () => this.renew()) }
    this.#socket.lost(why)
  }

  #beat(): void {
    const phase = this.#phase
    if (phase.name !== 'open') return
    const now = this.#outside.clock.now()
    if (now >= phase.deadAt) return this.drop()
    phase.cancel = this.#outside.clock.after(BEAT_MS, () => this.#beat())
    // A quiet world says nothing for minutes: it is asked, so that a dead line is told from it.
    if (now - phase.heardAt >= DOUBT_MS) this.#socket.doubted()
  }
}
