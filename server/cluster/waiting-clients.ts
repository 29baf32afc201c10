// Clients that nobody has taken yet: each is passed on to the process that leads, or served here where this
// one leads, and is told after a while that nobody does.
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { ServerClock } from '../time/server-clock.ts'

/** How long a client waits for somebody to lead, in ms: longer than it takes to notice that nobody does. */
export const WAIT_MS = 25_000

interface WaitingClient {
  /** What it asked for, and was read after that; null: all bytes are passed on unread. */
  readonly request: IncomingMessage | null
  readonly read: Buffer
  /** This process serves it after all. */
  readonly serve: (http: Server) => void
  /** Looks anew where it goes, once another process leads; null: to that one. */
  readonly place: (() => void) | null
}

interface WaitingOptions {
  readonly clock: ServerClock
  /** Tells a client that nobody leads. */
  readonly refuse: (socket: Socket) => void
  /** Passes a client on, if somebody leads. */
  readonly pass: (socket: Socket) => void
}

export class WaitingClients {
  readonly #options: WaitingOptions
  readonly #clients = new Map<Socket, WaitingClient & { readonly endWait: () => void }>()

  constructor(options: WaitingOptions) {
    this.#options = options
  }

  wait(socket: Socket, client: WaitingClient): void {
    const { clock, refuse, pass } = this.#options
    this.#clients.set(socket, { ...client, endWait: clock.after(WAIT_MS, () => refuse(socket)) })
    socket.on('error', () => socket.destroy())
    socket.once('close', () => this.forget(socket))
    pass(socket)
  }

  get(socket: Socket): WaitingClient | null {
    return this.#clients.get(socket) ?? null
  }

  forget(socket: Socket): void {
    this.#clients.get(socket)?.endWait()
    this.#clients.delete(socket)
  }

  /** Another process leads. */
  passAll(): void {
    for (const [socket, { place }] of this.#clients) {
      if (place === null) this.#options.pass(socket)
      else {
        this.forget(socket)
        place()
      }
    }
  }

  /** This process leads. */
  serveAll(http: Server): void {
    for (const [socket, { serve }] of this.#clients) {
      this.forget(socket)
      serve(http)
    }
  }

  close(): void {
    for (const socket of this.#clients.keys()) socket.destroy()
  }
}
