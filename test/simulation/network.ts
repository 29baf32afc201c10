// A network in memory: connections that carry frames in order, each way with delays of its own. They break,
// stall, or end while frames on the way are lost.
import type { Socket, SocketEvents } from '../../shared/wire/frames/socket-contract.ts'
import type { SocketListener, SyncSocket } from '../../server/sync/socket/sync-socket.ts'
import type { Random } from './random.ts'
import type { VirtualTime } from './time.ts'

/** Longest usual delay of a frame, in ms; one in fifty takes up to a hundred times as long. */
const DELAY_MS = 40

/** The code a side sees that is not told goodbye, and one that a client's goodbye has. */
const BROKEN = 1006
const LEFT = 1005

/** Takes a connection in, as a server does; returns its listener. */
type Accept = (line: Line) => SocketListener

/** Events for the side that opened a connection. */
interface LineEvents extends SocketEvents {
  /** The server asks for a sign of life. */
  readonly ping?: () => void
}

/** An observer of the network. */
export interface Watcher {
  /** A frame arrives. */
  readonly arrives: (line: Line, to: 'server' | 'client', frame: Uint8Array) => void
  /** A server sends a frame. */
  readonly leaves: (line: Line, frame: Uint8Array) => void
}

export class Network {
  readonly time: VirtualTime
  readonly random: Random
  readonly watcher: Watcher
  /** The server; null while there is none. */
  accept: Accept | null = null
  readonly #lines = new Set<Line>()

  constructor(time: VirtualTime, random: Random, watcher: Watcher) {
    this.time = time
    this.random = random
    this.watcher = watcher
  }

  /** Opens a line from a place. */
  open(place: Place, url: string, events: LineEvents): Socket {
    const line = new Line(this, place, new URL(url), events)
    this.#lines.add(line)
    place.lines.add(line)
    line.dial()
    return line.socket
  }

  delay(): number {
    return this.random.below(DELAY_MS) * (this.random.below(50) === 0 ? this.random.below(100) : 1)
  }

  /** The server's machine is gone, and with it all that it had not sent. */
  breakAll(): void {
    for (const line of this.#lines) line.break()
  }

  forget(line: Line): void {
    this.#lines.delete(line)
  }
}

/** Where a client is: in a tunnel it is offline; or its network stalls, and nobody is told. */
export class Place {
  readonly lines = new Set<Line>()
  isOffline = false
  isStalled = false

  goOffline(): void {
    this.isOffline = true
    for (const line of this.lines) line.break()
  }

  /** Every line breaks, and can be opened again at once. */
  blink(): void {
    for (const line of this.lines) line.break()
  }

  stall(): void {
    this.isStalled = true
  }

  /** All is well again; frames that a stall held up arrive. */
  heal(): void {
    this.isOffline = false
    this.isStalled = false
    for (const line of this.lines) line.flush()
  }
}

type Parcel =
  | { readonly type: 'dial' | 'open' }
  | { readonly type: 'frame'; readonly bytes: Uint8Array }
  | { readonly type: 'end'; readonly code: number; readonly reason: string }

/** One way of a line. */
class Way {
  readonly #parcels: { readonly parcel: Parcel; isHere: boolean }[] = []
  #dueAt = 0
  readonly #network: Network
  readonly #isHeld: () => boolean
  readonly #deliver: (parcel: Parcel) => void

  constructor(network: Network, isHeld: () => boolean, deliver: (parcel: Parcel) => void) {
    this.#network = network
    this.#isHeld = isHeld
    this.#deliver = deliver
  }

  get bytes(): number {
    return this.#parcels.reduce((sum, { parcel }) => sum + ('bytes' in parcel ? parcel.bytes.length : 0), 0)
  }

  get isEmpty(): boolean {
    return this.#parcels.length === 0
  }

  send(parcel: Parcel): void {
    const { time } = this.#network
    const sent = { parcel, isHere: false }
    this.#parcels.push(sent)
    this.#dueAt = Math.max(this.#dueAt, time.at + this.#network.delay())
    time.after(this.#dueAt - time.at, () => {
      sent.isHere = true
      this.flush()
    })
  }

  flush(): void {
    while (this.#parcels[0]?.isHere === true && !this.#isHeld()) {
      const sent = this.#parcels.shift()
      if (sent) this.#deliver(sent.parcel)
    }
  }

  lose(): void {
    this.#parcels.length = 0
  }
}

/** One connection: a socket for the client, a wire for the server. */
export class Line implements SyncSocket {
  readonly url: URL
  readonly socket: Socket
  readonly unfinished = 0
  bytesIn = 0
  bytesOut = 0
  readonly #network: Network
  readonly #place: Place
  readonly #up: Way
  readonly #down: Way
  #client: LineEvents | null
  #listener: SocketListener | null = null
  #isPaused = false
  #isBroken = false
  #isClosing = false

  constructor(network: Network, place: Place, url: URL, events: LineEvents) {
    this.#network = network
    this.#place = place
    this.url = url
    this.#client = events
    this.#up = new Way(
      network,
      () => place.isStalled || this.#isPaused,
      (parcel) => this.#atServer(parcel),
    )
    this.#down = new Way(
      network,
      () => place.isStalled,
      (parcel) => this.#atClient(parcel),
    )
    this.socket = {
      send: (bytes) => {
        if (!this.#isBroken && this.#client !== null) this.#up.send({ type: 'frame', bytes })
      },
      close: () => this.#leave(),
    }
  }

  get queued(): number {
    return this.#down.bytes
  }

  dial(): void {
    if (this.#place.isOffline) this.break()
    else this.#up.send({ type: 'dial' })
  }

  send(...frames: readonly Uint8Array[]): void {
    if (this.#isBroken || this.#isClosing) return
    for (const bytes of frames) {
      this.#network.watcher.leaves(this, bytes)
      this.bytesOut += bytes.length
      this.#down.send({ type: 'frame', bytes })
    }
  }

  afterwards(act: () => void): void {
    this.#network.time.after(this.#network.delay(), act)
  }

  close(code: number, reason: string): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.resume()
    if (!this.#isBroken) this.#down.send({ type: 'end', code, reason })
  }

  cut(): void {
    this.break()
  }

  ping(): void {
    this.#network.time.after(this.#network.delay(), () => {
      if (this.#isBroken || this.#place.isStalled || this.#client === null) return
      this.#client.ping?.()
      this.#listener?.pong()
    })
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#network.time.soon(() => this.#up.flush())
  }

  flush(): void {
    this.#up.flush()
    this.#down.flush()
  }

  /** Ends, and frames on the way are lost; both sides learn of it when they can. */
  break(): void {
    if (this.#isBroken) return
    this.#isBroken = true
    this.#isPaused = false
    this.#up.lose()
    this.#down.lose()
    const end = { type: 'end', code: BROKEN, reason: '' } as const
    this.#up.send(end)
    this.#down.send(end)
  }

  #leave(): void {
    if (this.#client === null) return
    this.#client = null
    if (!this.#isBroken) this.#up.send({ type: 'end', code: LEFT, reason: '' })
  }

  #atServer(parcel: Parcel): void {
    switch (parcel.type) {
      case 'dial':
        if (this.#network.accept === null) return this.break()
        this.#down.send({ type: 'open' })
        this.#listener = this.#network.accept(this)
        return
      case 'frame':
        if (this.#isBroken) return
        this.bytesIn += parcel.bytes.length
        this.#network.watcher.arrives(this, 'server', parcel.bytes)
        this.#listener?.message(parcel.bytes)
        this.#listener?.bytes()
        return
      case 'end':
        this.#forget()
        this.#listener?.closed()
        return
      case 'open':
    }
  }

  #atClient(parcel: Parcel): void {
    switch (parcel.type) {
      case 'open':
        this.#client?.open()
        return
      case 'frame':
        this.#network.watcher.arrives(this, 'client', parcel.bytes)
        this.#client?.message(parcel.bytes)
        if (this.#down.isEmpty) this.#listener?.drained()
        return
      case 'end': {
        const client = this.#client
        this.#client = null
        this.#forget()
        client?.close(parcel.code, parcel.reason)
        return
      }
      case 'dial':
    }
  }

  #forget(): void {
    if (!this.#up.isEmpty || !this.#down.isEmpty) return
    this.#network.forget(this)
    this.#place.lines.delete(this)
  }
}
