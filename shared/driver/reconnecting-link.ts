// A socket that comes back: it waits a little longer each time, and not again when the server says that there
// is no use. It knows frames, not what they are for.
import { randomWaitMsAfter } from '../time/doubling-wait.ts'
import { parseServerFrame, type ServerFrame } from '../wire/frames/sync-frames.ts'
import type { DriverEnvironment, Socket } from './driver-environment.ts'

/** Before another try. */
const WAIT = { firstMs: 200, longestMs: 5_000 }
/** How long a socket may take to open, in ms. */
const OPENING_MS = 10_000
/**
 * Silence after which the server is asked for a sign of life, and after which the socket counts as dead, in
 * ms.
 */
const DOUBT_MS = 20_000
const DEAD_MS = 30_000
/** How often silence is looked at, in ms. */
const BEAT_MS = 5_000

interface LinkEvents {
  /** `bytes` of a frame are valid during the call only. */
  readonly received: (frame: ServerFrame) => void
  /** The socket is gone; another one will be tried. */
  readonly lost: () => void
  /** The server closed for good (44xx). */
  readonly ended: (reason: string) => void
  /** Nothing was heard for long: send what must be answered. */
  readonly doubted: () => void
}

interface ReconnectingLink {
  /** Does nothing when there is no open socket. */
  readonly send: (frame: Uint8Array) => void
  /** Things go well: the next wait is short again. */
  readonly praise: () => void
  /** Leaves this socket as if it had broken. */
  readonly drop: () => void
  readonly stop: () => void
}

/** Connects at once. */
export function createLink(outside: DriverEnvironment, url: string, events: LinkEvents): ReconnectingLink {
  const { clock } = outside
  let socket: Socket | null = null
  let isOpen = false
  let heardAt = 0
  let tries = 0
  let cancel = (): void => undefined

  function leave(): void {
    cancel()
    const left = socket
    socket = null
    isOpen = false
    left?.close()
  }

  function connect(): void {
    const opened = outside.openSocket(url, {
      open: () => ifCurrent(() => begin()),
      message: (bytes) => ifCurrent(() => received(bytes)),
      close: (code, reason) => ifCurrent(() => closed(code, reason)),
    })
    // What a socket says that was left is not heard.
    const ifCurrent = (act: () => void): void => {
      if (socket === opened) act()
    }
    socket = opened
    cancel = clock.after(OPENING_MS, drop)
  }

  function begin(): void {
    cancel()
    isOpen = true
    heardAt = clock.now()
    cancel = clock.after(BEAT_MS, beat)
  }

  function received(bytes: Uint8Array): void {
    heardAt = clock.now()
    const frame = parseServerFrame(bytes)
    if (frame === null) drop()
    else events.received(frame)
  }

  function closed(code: number, reason: string): void {
    if (code < 4400 || code >= 4500) return drop()
    leave()
    events.ended(reason)
  }

  function beat(): void {
    const silence = clock.now() - heardAt
    if (silence >= DEAD_MS) return drop()
    cancel = clock.after(BEAT_MS, beat)
    if (silence >= DOUBT_MS) events.doubted()
  }

  function drop(): void {
    leave()
    cancel = clock.after(
      randomWaitMsAfter(tries, WAIT, (bytes) => outside.random(bytes)),
      connect,
    )
    tries += 1
    events.lost()
  }

  connect()
  return {
    send: (frame) => void (isOpen && socket?.send(frame)),
    praise: () => void (tries = 0),
    drop,
    stop: leave,
  }
}
