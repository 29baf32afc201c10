// A connection between two simulated nodes, like the WebSocket of real ones: messages before anybody listens
// wait, and a close is told once.
import { EventEmitter } from 'node:events'
import type { WebSocket } from 'ws'
import type { Socket } from '../../../shared/wire/frames/socket-contract.ts'
import { PeerFault, asleep } from '../../../server/peers/outward/faults.ts'
import type { ServerClock } from '../../../server/time/server-clock.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import type { Network, Place } from '../network.ts'

/** A node that does not answer by then is asleep, in ms. */
export const ANSWER_MS = 10_000
const CLOSED_HERE = 1006

interface Dialing {
  readonly network: Network
  /** Where the node is that dials. */
  readonly place: Place
  readonly clock: ServerClock
  readonly node: NodeName
  readonly path: string
}

/** Opens a line; rejects with a PeerFault. */
export function dialPeer({ network, place, clock, node, path }: Dialing): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const line = new PeerLine(clock)
    const cancel = clock.after(ANSWER_MS, () => {
      line.terminate()
      reject(asleep(node))
    })
    line.socket = network.open(place, `ws://host${path}`, {
      open: () => {
        cancel()
        line.opened()
        resolve(line as unknown as WebSocket)
      },
      message: (frame) => line.tell('message', Buffer.from(frame), true),
      ping: () => line.tell('ping'),
      close: (code, reason) => {
        cancel()
        // Only heard while somebody still waits for it to open.
        reject(new PeerFault('asleep', node, `${node} broke off.`))
        line.ended(code, reason)
      },
    })
  })
}

/** As much of a WebSocket as our node uses. */
class PeerLine extends EventEmitter {
  readonly OPEN = 1
  readyState = 0
  readonly bufferedAmount = 0
  socket: Socket | null = null
  readonly #clock: ServerClock
  /** Events that came while it was paused. */
  readonly #waiting: (readonly [event: string, ...told: unknown[]])[] = []
  #isPaused = true

  constructor(clock: ServerClock) {
    super()
    this.#clock = clock
  }

  /** Events that come at once wait for its new owner. */
  opened(): void {
    this.readyState = this.OPEN
    this.#clock.soon(() => this.resume())
  }

  tell(event: string, ...told: unknown[]): void {
    this.#waiting.push([event, ...told])
    if (!this.#isPaused) this.#flush()
  }

  ended(code: number, reason: string): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.tell('close', code, Buffer.from(reason))
    // One that ends in the turn in which it was opened has no owner yet.
    this.#clock.soon(() => this.resume())
  }

  send(frame: Uint8Array): void {
    if (this.readyState === this.OPEN) this.socket?.send(frame.slice())
  }

  close(): void {
    if (this.readyState === CLOSED) return
    this.socket?.close()
    this.#clock.soon(() => this.ended(CLOSED_HERE, ''))
  }

  terminate(): void {
    this.close()
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#flush()
  }

  #flush(): void {
    while (!this.#isPaused) {
      const [next] = this.#waiting.splice(0, 1)
      if (next === undefined) return
      this.emit(...next)
    }
  }
}

const CLOSED = 3
