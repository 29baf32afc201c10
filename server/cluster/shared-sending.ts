// How the process that leads answers clients who came in at another process: what is the same for many goes
// there once. The other end is `shared-delivery.ts`.
import type { TLSSocket } from 'node:tls'
import { repeat } from '../../shared/time/repeat.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { weightOf } from '../sync/socket/outgoing-message.ts'
import type { ClientMover, Outlet } from '../sync/socket/client-transport.ts'
import { SharedFrameReader, writeFrame, type SharedFrame } from './shared-frames.ts'

/** A larger message is kept at the other end, in bytes: people who come to a world ask for the same ones. */
const LARGE_BYTES = 32 * 1024
/** Most that is kept there, in bytes. */
const KEPT_BYTES_MAX = 64 * 1024 * 1024
/** What nobody asked for in so long, in ms, is kept no longer. */
const KEPT_MS = 10_000
/** What is on its way between two processes, in bytes, does not count as waiting for a client. */
const UNDER_WAY_BYTES = 64 * 1024
/** A process with more than this on its way, in bytes, is not taking it: its clients come again. */
const BEHIND_BYTES_MAX = 256 * 1024 * 1024

interface KeptMessage {
  readonly bytes: Buffer
  usedAt: number
}

export class SharedSender {
  readonly #socket: TLSSocket
  readonly #clock: ServerClock
  readonly #clients = new Map<number, ClientOutlet>()
  #waiting: { readonly bytes: Buffer; readonly to: number[] }[] = []
  #isDue = false
  /** By their numbers, the one used last at the end. */
  readonly #kept = new Map<number, KeptMessage>()
  readonly #numbers = new WeakMap<Buffer, number>()
  #keptBytes = 0
  #lastNumber = 0

  /** Whether the other process can lead its clients elsewhere; one of an earlier version cannot. */
  readonly canMove: boolean

  /** `onLost`: the other process cannot be reached by it any more. */
  constructor(socket: TLSSocket, canMove: boolean, clock: ServerClock, onLost: () => void) {
    this.#socket = socket
    this.#clock = clock
    this.canMove = canMove
    const frames = new SharedFrameReader()
    socket.on('data', (bytes: Buffer) => {
      try {
        for (const frame of frames.read(bytes)) this.#hear(frame)
      } catch {
        socket.destroy()
      }
    })
    const endTidying = repeat(() => this.#forgetOld(), { everyMs: KEPT_MS / 2, clock })
    socket.once('end', () => socket.destroy())
    socket.once('close', () => {
      endTidying()
      onLost()
      for (const client of this.#clients.values()) client.lost()
    })
  }

  /** The way to the client that the other process gave this number, until it is ended or cut. */
  outlet(client: number): Outlet {
    const outlet = new ClientOutlet(this, client)
    this.#clients.set(client, outlet)
    return outlet
  }

  /** Sends soon, in the order in which it was asked. */
  send(client: number, bytes: Buffer): void {
    const last = this.#waiting.at(-1)
    if (last?.bytes === bytes) last.to.push(client)
    else this.#waiting.push({ bytes, to: [client] })
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => this.#flush())
  }

  /** Nothing more of this client is to come after a ping that says so. */
  hold(client: number, fence: Buffer): void {
    this.#flush()
    this.#write({ kind: 'hold', client, fence })
  }

  /** Nothing goes to this client any more: it goes on at the process that is reached there. */
  move(client: number, to: string | null, state: string): void {
    this.#flush()
    this.#clients.delete(client)
    this.#write({ kind: 'move', client, to, state })
  }

  /** Nothing goes to this client any more. */
  leave(client: number, how: 'end' | 'cut'): void {
    this.#flush()
    this.#clients.delete(client)
    this.#write({ kind: how, client })
  }

  #flush(): void {
    this.#isDue = false
    const waiting = this.#waiting
    this.#waiting = []
    if (waiting.length === 0 || this.#socket.destroyed) return
    this.#socket.cork()
    for (const { bytes, to } of waiting) {
      if (bytes.length < LARGE_BYTES) this.#write({ kind: 'send', to, bytes })
      else this.#write({ kind: 'sendKept', message: this.#keep(bytes), to })
    }
    this.#socket.uncork()
    if (this.#socket.writableLength > BEHIND_BYTES_MAX) this.#socket.destroy()
  }

  #keep(bytes: Buffer): number {
    const known = this.#numbers.get(bytes)
    const number = known !== undefined && this.#kept.delete(known) ? known : this.#bring(bytes)
    this.#kept.set(number, { bytes, usedAt: this.#clock.monotonic() })
    return number
  }

  #bring(bytes: Buffer): number {
    this.#lastNumber += 1
    this.#numbers.set(bytes, this.#lastNumber)
    this.#keptBytes += bytes.length
    this.#write({ kind: 'keep', message: this.#lastNumber, bytes })
    for (const [message, { bytes }] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES_MAX) break
      this.#forget(message, bytes)
    }
    return this.#lastNumber
  }

  #forgetOld(): void {
    const before = this.#clock.monotonic() - KEPT_MS
    for (const [message, { bytes, usedAt }] of this.#kept) if (usedAt < before) this.#forget(message, bytes)
  }

  #forget(message: number, bytes: Buffer): void {
    this.#kept.delete(message)
    this.#keptBytes -= bytes.length
    this.#write({ kind: 'forget', message })
  }

  #write(frame: SharedFrame): void {
    if (this.#socket.destroyed) return
    for (const part of writeFrame(frame)) this.#socket.write(part)
  }

  #hear(frame: SharedFrame): void {
    if (frame.kind !== 'taken') throw new Error('The other process may only say what was taken.')
    for (const [client, bytes] of frame.taken) this.#clients.get(client)?.took(bytes)
  }
}

class ClientOutlet implements Outlet, ClientMover {
  readonly isElsewhere = true
  readonly #sender: SharedSender
  readonly #client: number
  #sent = 0
  #taken = 0
  /** Messages that were not taken yet, more or less: what is taken is told in bytes. */
  #messages = 0
  #isOver = false
  #drained = (): void => undefined
  #lost = (): void => undefined

  constructor(sender: SharedSender, client: number) {
    this.#sender = sender
    this.#client = client
  }

  send(bytes: Buffer): void {
    if (this.#isOver) return
    this.#sent += bytes.length
    this.#messages += 1
    this.#sender.send(this.#client, bytes)
  }

  end(): void {
    this.#leave('end')
  }

  cut(): void {
    this.#leave('cut')
  }

  #leave(how: 'end' | 'cut'): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#sender.leave(this.#client, how)
  }

  get mover(): ClientMover | null {
    return this.#sender.canMove ? this : null
  }

  hold(fence: Buffer): void {
    if (!this.#isOver) this.#sender.hold(this.#client, fence)
  }

  move(to: string | null, state: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#sender.move(this.#client, to, state)
  }

  onDrained(told: () => void): void {
    this.#drained = told
  }

  onLost(told: () => void): void {
    this.#lost = told
  }

  lost(): void {
    this.#isOver = true
    this.#lost()
  }

  /** The client has taken so many bytes by now. */
  took(bytes: number): void {
    const before = this.queued
    const waited = this.#sent - this.#taken
    this.#taken = bytes
    this.#messages *= waited === 0 ? 0 : (this.#sent - bytes) / waited
    if (before > 0 && this.queued === 0) this.#drained()
  }

  get queued(): number {
    const behind = weightOf(this.#sent - this.#taken, this.#messages)
    return behind > UNDER_WAY_BYTES ? behind : 0
  }

  get bytesOut(): number {
    return this.#taken
  }
}
