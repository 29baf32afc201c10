// Where clients come in to a process that is one of several. What it serves itself is served here. Anything
// else goes, in one hop, to the process that leads, or to the one that has a world. Where that one is not
// reached, or does not take it, the door looks again for a while: another process leads soon, or has the
// world. What another process passed on is served here, or not at all.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { pause } from '../../shared/time/time-limit.ts'
import type { InsideAddress } from '../network/inside-address.ts'
import { isInside } from '../network/inside-arrival.ts'
import type { ClosingPace } from '../time/closing-pace.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { answerElsewhere, ClientPassing } from './client-passing.ts'

/** How long it looks, in ms: longer than it takes to notice that a process was killed. */
const LOOK_MS = 3_000
/** After so long it looks again, in ms. */
const AGAIN_MS = 100

const NOBODY = 'This node is changing machines. Try again in a moment.\n'
const HEADERS = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1', connection: 'close' }
const NOBODY_HEAD = [
  'HTTP/1.1 503 Service Unavailable',
  ...Object.entries(HEADERS).map((pair) => pair.join(': ')),
]

/** Serves what comes in. */
export interface ClientServer {
  request(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** Where something is served; null: nowhere that is known now. */
export type ServingPlace = 'here' | 'leader' | InsideAddress | null

/** `leader`: this process. */
type ReachedPlace = NonNullable<ServingPlace>

interface DoorOptions {
  /** The key that the processes of the node share. */
  readonly key: Uint8Array
  readonly clock: Pick<ServerClock, 'after' | 'monotonic'>
}

export class FrontDoor {
  readonly #passing: ClientPassing
  readonly #clock: DoorOptions['clock']
  #leader: InsideAddress | null = null
  #node: ClientServer | null = null

  constructor({ key, clock }: DoorOptions) {
    this.#passing = new ClientPassing(key, clock)
    this.#clock = clock
  }

  /** The node, where this process leads; null: another one does, or none. */
  get node(): ClientServer | null {
    return this.#node
  }

  /** This process leads. */
  serve(node: ClientServer): void {
    this.#node = node
  }

  /** The process leads that is reached there; null: none that is known. */
  passTo(leader: InsideAddress | null): void {
    this.#leader = leader
  }

  /** That process is none of the node any more. */
  lose(address: InsideAddress): void {
    this.#passing.lose(address)
  }

  /** Has the process that leads serve a request. */
  async passRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pass = async (place: ReachedPlace): Promise<boolean> => {
      if (typeof place !== 'string') return this.#passing.passRequest(place, request, response)
      this.#node?.request(request, response)
      return true
    }
    const lead = (): Promise<ServingPlace> => Promise.resolve('leader')
    const isServed = await this.#look(request.socket, lead, pass)
    if (isServed || response.destroyed) return
    if (isInside(request.socket)) answerElsewhere(response)
    else response.writeHead(503, HEADERS).end(NOBODY)
  }

  /**
   * Brings an upgrade to where it is served, by `serve` where that is here. `placeOf` is asked again as long
   * as it goes nowhere.
   */
  async passUpgrade(
    [request, socket, head]: readonly [IncomingMessage, Duplex, Buffer],
    placeOf: () => Promise<ServingPlace>,
    serve: ClientServer['upgrade'],
  ): Promise<void> {
    const fail = (): void => void socket.destroy()
    socket.on('error', fail)
    request.socket.setTimeout(0)
    const pass = async (place: ReachedPlace): Promise<boolean> => {
      if (typeof place !== 'string') return this.#passing.passUpgrade(place, request, socket, head)
      socket.off('error', fail)
      if (place === 'here') serve(request, socket, head)
      else this.#node?.upgrade(request, socket, head)
      return true
    }
    if ((await this.#look(socket, placeOf, pass)) || socket.destroyed) return
    // Then the process that passed it on looks again.
    if (isInside(socket)) socket.destroy()
    else socket.end([...NOBODY_HEAD, '', NOBODY].join('\r\n'), fail)
  }

  /** Who was passed on comes again by another process, at this pace. */
  leave(pace: Pick<ClosingPace, 'add'>): void {
    this.#passing.leave(pace)
  }

  close(): void {
    this.#passing.close()
  }

  /** Looks where something goes until it is passed on there; false: it is not, in time. */
  async #look(
    socket: Duplex,
    placeOf: () => Promise<ServingPlace>,
    pass: (place: ReachedPlace) => Promise<boolean>,
  ): Promise<boolean> {
    const until = this.#clock.monotonic() + LOOK_MS
    const isPassed = isInside(socket)
    while (!socket.destroyed) {
      const found = await placeOf().catch(() => null)
      const place = found === 'leader' && this.#node === null ? this.#leader : found
      const isOneHop = typeof place === 'string' || !isPassed
      if (place !== null && isOneHop && !socket.destroyed && (await pass(place))) return true
      if (isPassed || this.#clock.monotonic() > until) return false
      await pause(this.#clock, AGAIN_MS)
    }
    return false
  }
}
