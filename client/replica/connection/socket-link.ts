// A socket that comes back: it waits a little longer each time, not at all when the network returns, and not
// again when the server says that there is no use. It knows frames, not what they are for.
import { randomWaitMsAfter } from '../../../shared/time/doubling-wait.ts'
import { partsOf, type Address, type MemberId } from '../../../shared/world/address.ts'
import { CLOSE, parseServerFrame, type ServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { BrowserPlatform, Socket } from '../contract/outside-world.ts'

/** Before another try. The longest is short: somebody is looking at the mark. */
const WAIT = { firstMs: 200, longestMs: 5_000 }
/** How long a socket may take to open. */
const OPENING_MS = 10_000
/** Silence after which the server is asked for a sign of life, and after which the socket counts as dead. */
const DOUBT_MS = 20_000
const DEAD_MS = 30_000
/** How soon the sign of life must come when there is a reason to doubt, such as another network. */
const PROOF_MS = 5_000
/** How often silence is looked at. */
const BEAT_MS = 5_000

type LinkPlatform = Pick<BrowserPlatform, 'clock' | 'random' | 'openSocket' | 'whyNoSocket'>

interface ReconnectingSocketEvents {
  readonly opened: () => void
  readonly received: (frame: ServerFrame) => void
  /**
   * The socket is gone; another one will be tried. `why`: what the server said when it closed it, or why none
   * opens; empty unless it did.
   */
  readonly lost: (why: string) => void
  /** The server closed for good (44xx). Only `retry` tries again. */
  readonly ended: (code: number, reason: string) => void
  /** Nothing was heard for long: send what must be answered. */
  readonly doubted: () => void
}

type LinkPhase =
  | { readonly name: 'stopped' }
  | { readonly name: 'waiting'; readonly cancel: () => void }
  | { readonly name: 'connecting'; readonly socket: Socket; readonly cancel: () => void }
  /** A socket did not open; why is asked. */
  | { readonly name: 'asking' }
  | { readonly name: 'open'; readonly socket: Socket; deadAt: number; heardAt: number; cancel: () => void }
  | { readonly name: 'ended' }

export class ReconnectingSocket {
  readonly #outside: LinkPlatform
  readonly #url: string
  readonly #events: ReconnectingSocketEvents
  #phase: LinkPhase = { name: 'stopped' }
  #tries = 0

  constructor(outside: LinkPlatform, url: string, events: ReconnectingSocketEvents) {
    this.#outside = outside
    this.#url = url
    this.#events = events
  }

  get open(): boolean {
    return this.#phase.name === 'open'
  }

  /** Whether a try failed since things last went well. */
  get failing(): boolean {
    return this.#tries > 0
  }

  /** Connects now, unless it is connected or trying to. */
  retry(): void {
    if (this.#phase.name === 'connecting' || this.#phase.name === 'open') return
    this.#connect()
  }

  /** The network or the tab is back: what waits is tried now, what is open must prove that it lives. */
  wake(): void {
    const phase = this.#phase
    const now = this.#outside.clock.now()
    if (phase.name === 'waiting') this.#connect()
    if (phase.name !== 'open' || now - phase.heardAt < PROOF_MS) return
    phase.deadAt = Math.min(phase.deadAt, now + PROOF_MS)
    this.#events.doubted()
  }

  /**
   * The network is gone: no socket is believed, but tries go on, since the server may be on this very
   * machine.
   */
  sleep(): void {
    if (this.#phase.name === 'connecting' || this.#phase.name === 'open') this.drop()
  }

  /** Leaves this socket for another one, at once. */
  renew(): void {
    this.#leave()
    this.#connect()
  }

  /** Leaves this socket, as if it had broken: another one is tried after the usual wait. */
  drop(): void {
    this.#leave()
    this.#wait()
    this.#events.lost('')
  }

  stop(): void {
    this.#leave()
    this.#phase = { name: 'stopped' }
  }

  /** Things go well: the next wait is short again. */
  resetWait(): void {
    this.#tries = 0
  }

  /** Sends a frame; false when there is no open socket. */
  send(frame: Uint8Array): boolean {
    if (this.#phase.name !== 'open') return false
    this.#phase.socket.send(frame)
    return true
  }

  #connect(): void {
    this.#leave()
    const { clock, openSocket } = this.#outside
    const socket = openSocket(this.#url, {
      open: () => this.#ifCurrent(socket, () => this.#opened(socket)),
      message: (bytes) => this.#ifCurrent(socket, () => this.#received(bytes)),
      close: (code, reason) => this.#ifCurrent(socket, () => this.#closed(code, reason)),
    })
    this.#phase = { name: 'connecting', socket, cancel: clock.after(OPENING_MS, () => void this.#fail(true)) }
  }

  /** It did not open: a browser does not say why, nor does a proxy that swallows what opens one. */
  async #fail(isUnanswered: boolean): Promise<void> {
    this.#leave()
    const asking: LinkPhase = { name: 'asking' }
    this.#phase = asking
    const { whyNoSocket } = this.#outside
    const why = whyNoSocket ? await whyNoSocket(this.#url, isUnanswered) : ''
    if (this.#phase !== asking) return
    this.#wait()
    this.#events.lost(why)
  }

  /** What a socket says that was left is not heard. */
  #ifCurrent(socket: Socket, act: () => void): void {
    if ((this.#phase.name === 'connecting' || this.#phase.name === 'open') && this.#phase.socket === socket)
      act()
  }

  #opened(socket: Socket): void {
    if (this.#phase.name === 'connecting') this.#phase.cancel()
    const now = this.#outside.clock.now()
    const cancel = this.#outside.clock.after(BEAT_MS, () => this.#beat())
    this.#phase = { name: 'open', socket, heardAt: now, deadAt: now + DEAD_MS, cancel }
    this.#events.opened()
  }

  #received(bytes: Uint8Array): void {
    if (this.#phase.name !== 'open') return
    this.#phase.heardAt = this.#outside.clock.now()
    this.#phase.deadAt = this.#phase.heardAt + DEAD_MS
    const frame = parseServerFrame(bytes)
    if (frame) this.#events.received(frame)
    else this.drop()
  }

  #closed(code: number, reason: string): void {
    const isOpen = this.#phase.name === 'open'
    this.#leave()
    if (code >= 4400 && code < 4500) {
      this.#phase = { name: 'ended' }
      this.#events.ended(code, reason)
      return
    }
    if (!isOpen && code < 4000) {
      void this.#fail(false)
      return
    }
    this.#wait()
    this.#events.lost(code === CLOSE.disk ? reason : '')
  }

  #beat(): void {
    const phase = this.#phase
    if (phase.name !== 'open') return
    const now = this.#outside.clock.now()
    if (now >= phase.deadAt) {
      this.drop()
      return
    }
    phase.cancel = this.#outside.clock.after(BEAT_MS, () => this.#beat())
    if (now - phase.heardAt >= DOUBT_MS) this.#events.doubted()
  }

  #wait(): void {
    const ms = randomWaitMsAfter(this.#tries, WAIT, this.#outside.random)
    this.#tries += 1
    this.#phase = { name: 'waiting', cancel: this.#outside.clock.after(ms, () => this.#connect()) }
  }

  #leave(): void {
    const phase = this.#phase
    this.#phase = { name: 'stopped' }
    if ('cancel' in phase) phase.cancel()
    if ('socket' in phase) phase.socket.close()
  }
}

/** Where the documents of a world are synced: y-websocket's words for the parts of an address. */
export interface SyncRoom {
  /** `ws://host/sync/account` */
  readonly server: string
  /** The world, or `world/live`. */
  readonly room: string
  readonly params: Readonly<Record<string, string>>
}

/**
 * Where a document of a world is synced, for who works on it as `member`. `server`: `ws://host` or
 * `wss://host`. A server whose session on this browser is another member's closes it: unsaved work is sent by
 * whose it is, or by nobody.
 */
export function syncRoom(server: string, address: Address, kind: '' | '/live', member: MemberId): SyncRoom {
  const { account, world } = partsOf(address)
  return {
    server: `${server}/sync/${encodeURIComponent(account)}`,
    room: `${encodeURIComponent(world)}${kind}`,
    params: { inkland: '1', comes: '1', as: member },
  }
}

export const urlOf = ({ server, room, params }: SyncRoom): string =>
  `${server}/${room}?${new URLSearchParams(params)}`
