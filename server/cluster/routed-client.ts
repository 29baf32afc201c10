// A client whose socket came in here, led to the process that has their world: this one or another. When the
// world goes to another process, the socket is pointed there, and the client does not notice: what they send
// meanwhile waits here.
import type { Socket } from 'node:net'
import { PassThrough, type Duplex } from 'node:stream'
import type { Clock } from '../../shared/time/clock.ts'
import type { InsideAddress } from '../network/inside-address.ts'
import type { ClientMover, Outlet } from '../sync/socket/client-transport.ts'
import { MessageBoundary, pingFrame } from './message-boundary.ts'

/** How long a client may take the rest of what was sent once nothing more comes, in ms. */
const REST_MS = 10_000
/**
 * What a shared connection still brings for a client comes within so long after their own one ended, in ms.
 */
const LATE_MS = 1_000
/**
 * So long after the way to a process ended, in ms, it may still say where a client goes on who was stopped
 * for that.
 */
const MOVE_LATE_MS = 3_000

/** The way to the process that has the world. */
export interface ClientLine {
  readonly line: Duplex
  /** Where that process is reached; null: it is this one. */
  readonly at: InsideAddress | null
  /** Whether that process answers by another connection. */
  readonly isShared: () => boolean
}

/** Leads a client to the process that is reached there, which gets that state; rejects where it cannot. */
type Lead = (to: string | null, state: string, client: RoutedClient) => Promise<ClientLine>

export class RoutedClient implements ClientMover {
  readonly isElsewhere = false
  readonly socket: Socket
  readonly #lead: Lead
  readonly #clock: Pick<Clock, 'after'>
  readonly #messages = new MessageBoundary()
  #line: Duplex | null = null
  /** Where their world was last. */
  at: InsideAddress | null = null
  /** What a ping says that is due at the next end of a message. */
  #fence: Buffer | null = null
  /** What came while the client is stopped. */
  #rest: Buffer[] = []
  #isStopped = true
  #isEnded = false

  constructor(socket: Socket, clock: Pick<Clock, 'after'>, lead: Lead) {
    this.socket = socket
    this.#clock = clock
    this.#lead = lead
    socket.setTimeout(0)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => this.#pass(bytes))
    socket.once('end', () => {
      this.#isEnded = true
      if (!this.#isStopped) this.#line?.end()
    })
    socket.once('close', () => this.#line?.destroy())
  }

  /** From now on what the client says goes there, after this which they said before. */
  goTo({ line, at, isShared }: ClientLine, before: Buffer): void {
    if (this.socket.destroyed) return void line.destroy()
    this.#line = line
    this.at = at
    line.on('drain', () => {
      if (this.#line === line && !this.#isStopped) this.socket.resume()
    })
    const lose = (): void => this.#lose(line, isShared() ? LATE_MS : 0)
    line.once('end', lose)
    line.once('close', lose)
    this.#isStopped = false
    const rest = [before, ...this.#rest]
    this.#rest = []
    for (const bytes of rest) this.#pass(bytes)
    if (this.#isStopped) return
    if (this.#isEnded) line.end()
    else this.socket.resume()
  }

  hold(fence: Buffer): void {
    this.#fence = fence
    if (this.#messages.isAt) this.#stop(fence)
  }

  move(to: string | null, state: string): void {
    const before = this.#line
    this.#line = null
    before?.unpipe(this.socket)
    before?.destroy()
    this.#isStopped = true
    this.#lead(to, state, this).then(
      (line) => this.goTo(line, Buffer.alloc(0)),
      // They come again by themselves.
      () => this.socket.destroy(),
    )
  }

  #pass(bytes: Buffer): void {
    const line = this.#line
    if (this.#isStopped || line === null) {
      this.#rest.push(bytes)
      this.socket.pause()
      return
    }
    const taken = this.#messages.read(bytes, this.#fence !== null)
    if (taken > 0 && !line.write(bytes.subarray(0, taken))) this.socket.pause()
    if (this.#fence !== null && this.#messages.isAt) this.#stop(this.#fence)
    if (taken < bytes.length) this.#pass(bytes.subarray(taken))
  }

  #stop(fence: Buffer): void {
    this.#fence = null
    this.#isStopped = true
    this.socket.pause()
    this.#line?.write(pingFrame(fence))
  }

  #lose(line: Duplex, lateMs: number): void {
    if (this.#line !== line) return
    if (!this.#isStopped) return this.#endSoon(line, lateMs)
    const cancel = this.#clock.after(MOVE_LATE_MS, () => {
      if (this.#line === line) this.socket.destroy()
    })
    this.socket.once('close', cancel)
  }

  /** Ends a client after so long, in ms, and cuts off one who does not take what was sent. */
  #endSoon(line: Duplex, afterMs: number): void {
    const cancelEnd = this.#clock.after(afterMs, () => this.#line === line && this.socket.end())
    const cancelCut = this.#clock.after(afterMs + REST_MS, () => this.#line === line && this.socket.destroy())
    this.socket.once('close', () => {
      cancelEnd()
      cancelCut()
    })
  }
}

/** A client who is served by this process, and can be led to another one. */
export class LocalLine implements Outlet {
  /** What they say. */
  readonly source = new PassThrough()
  readonly mover: ClientMover
  readonly #socket: Socket
  #isOver = false
  #drained = (): void => undefined

  constructor(client: RoutedClient) {
    this.#socket = client.socket
    this.mover = {
      isElsewhere: false,
      hold: (fence) => client.hold(fence),
      move: (to, state) => {
        this.#isOver = true
        this.#socket.off('drain', this.#drained)
        client.move(to, state)
      },
    }
  }

  send(bytes: Buffer): void {
    if (!this.#isOver) this.#socket.write(bytes)
  }

  end(): void {
    if (!this.#isOver) this.#socket.end()
    this.#isOver = true
  }

  cut(): void {
    if (!this.#isOver) this.#socket.destroy()
    this.#isOver = true
  }

  onDrained(told: () => void): void {
    this.#drained = told
    this.#socket.on('drain', told)
  }

  /** Where the client is gone, their source ends. */
  onLost(): void {}

  get queued(): number {
    return this.#socket.writableLength
  }

  get bytesOut(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength
  }
}
