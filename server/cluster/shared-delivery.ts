// The end of `shared-sending.ts` in a process that passes clients on: hands each message to those it is for,
// and tells how much they have taken.
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Clock } from '../../shared/time/clock.ts'
import type { ClientMover } from '../sync/socket/client-transport.ts'
import { SharedFrameReader, writeFrame, type SharedFrame } from './shared-frames.ts'

/** How much clients have taken is told at most this often, in ms, unless one has taken all. */
const TELL_MS = 50

interface AnsweredClient {
  readonly socket: Socket
  readonly mover: ClientMover
  /** Is told no more of the socket. */
  readonly leave: () => void
  /** Bytes that came for it. */
  written: number
}

export class SharedDelivery {
  readonly #link: TLSSocket
  readonly #clock: Pick<Clock, 'after'>
  readonly #clients = new Map<number, AnsweredClient>()
  readonly #kept = new Map<number, Buffer>()
  /** Clients of which something is to be told. */
  readonly #news = new Set<ClientNumber>()
  readonly #corked = new Set<Socket>()
  #cancelTelling: (() => void) | null = null
  #last = 0

  /** `onLost`: nothing comes by it any more. */
  constructor(link: TLSSocket, clock: Pick<Clock, 'after'>, onLost: () => void) {
    this.#link = link
    this.#clock = clock
    const frames = new SharedFrameReader()
    link.on('data', (bytes: Buffer) => {
      try {
        for (const frame of frames.read(bytes)) this.#take(frame)
      } catch {
        link.destroy()
      }
      for (const socket of this.#corked) socket.uncork()
      this.#corked.clear()
    })
    link.once('end', () => link.destroy())
    link.once('close', () => {
      this.#cancelTelling?.()
      onLost()
      // They were answered by it, and would hear nothing more.
      for (const { socket, written } of this.#clients.values()) if (written > 0) socket.destroy()
    })
  }

  /** A number for a client. */
  nextNumber(): ClientNumber {
    this.#last += 1
    return this.#last
  }

  /** From now on the client with this number may be answered by it. */
  add(number: ClientNumber, socket: Socket, mover: ClientMover): void {
    const drained = (): void => this.#tellSoon(number, 0)
    const closed = (): void => this.#forget(number)
    socket.on('drain', drained)
    socket.once('close', closed)
    const leave = (): void => void socket.off('drain', drained).off('close', closed)
    this.#clients.set(number, { socket, mover, leave, written: 0 })
  }

  /** Whether something came for a client. */
  isUsed(number: ClientNumber): boolean {
    return (this.#clients.get(number)?.written ?? 0) > 0
  }

  close(): void {
    this.#link.destroy()
  }

  #take(frame: SharedFrame): void {
    switch (frame.kind) {
      case 'send':
        return this.#send(frame.to, frame.bytes)
      case 'keep':
        this.#kept.set(frame.message, frame.bytes)
        return
      case 'sendKept': {
        const bytes = this.#kept.get(frame.message)
        if (bytes === undefined) throw new Error('A message was named that is not kept here.')
        return this.#send(frame.to, bytes)
      }
      case 'forget':
        this.#kept.delete(frame.message)
        return
      case 'end':
        return void this.#clients.get(frame.client)?.socket.end()
      case 'cut':
        return void this.#clients.get(frame.client)?.socket.destroy()
      case 'hold':
        return this.#clients.get(frame.client)?.mover.hold(frame.fence)
      case 'move': {
        const client = this.#clients.get(frame.client)
        this.#forget(frame.client)
        return client?.mover.move(frame.to, frame.state)
      }
      case 'taken':
        throw new Error('Only this end says what was taken.')
    }
  }

  #forget(number: ClientNumber): void {
    this.#clients.get(number)?.leave()
    this.#clients.delete(number)
    this.#news.delete(number)
  }

  #send(to: readonly number[], bytes: Buffer): void {
    for (const number of to) {
      const client = this.#clients.get(number)
      if (client === undefined) continue
      const { socket } = client
      if (!this.#corked.has(socket)) {
        this.#corked.add(socket)
        socket.cork()
      }
      socket.write(bytes)
      client.written += bytes.length
      this.#tellSoon(number, TELL_MS)
    }
  }

  #tellSoon(client: ClientNumber, waitMs: number): void {
    this.#news.add(client)
    if (waitMs === 0) return this.#tell()
    this.#cancelTelling ??= this.#clock.after(waitMs, () => this.#tell())
  }

  #tell(): void {
    this.#cancelTelling?.()
    this.#cancelTelling = null
    const taken: [number, number][] = []
    const told = [...this.#news]
    this.#news.clear()
    for (const number of told) {
      const client = this.#clients.get(number)
      if (client === undefined) continue
      const waiting = client.socket.writableLength
      taken.push([number, client.written - waiting])
      if (waiting > 0) this.#tellSoon(number, TELL_MS)
    }
    if (taken.length > 0) for (const part of writeFrame({ kind: 'taken', taken })) this.#link.write(part)
  }
}

/** A client's number between two processes. */
type ClientNumber = number
