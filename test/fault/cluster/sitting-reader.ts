// Somebody who reads a world and does nothing else, and comes again as a stock client does.
import { WebSocket } from 'ws'
import { parseServerFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { AGAIN_MS } from '../editor.ts'

const NOTHING = Uint8Array.of(0)

export class SittingReader {
  readonly world: string
  isThere = false
  /** When the server closed, by `performance.now()`, and how long they were away then, in ms. */
  closedAt: number | null = null
  awayMs: number | null = null
  #waitMs = AGAIN_MS.first
  #socket: WebSocket | null = null
  #again: NodeJS.Timeout | undefined

  constructor(world: string) {
    this.world = world
  }

  /** Comes in at `wsUrl`, and from then on at `again`. */
  come(wsUrl: string, again: string): void {
    const socket = new WebSocket(`${wsUrl}/sync/${this.world}`, { perMessageDeflate: false })
    this.#socket = socket
    socket.on('open', () => socket.send(syncFrame('step1', NOTHING)))
    socket.on('message', (data: Buffer) => {
      if (parseServerFrame(data)?.type === 'step2') this.#came()
    })
    // Its close follows.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (this.isThere) this.closedAt = performance.now()
      this.isThere = false
      this.#again = setTimeout(() => this.come(again, again), this.#waitMs)
      this.#waitMs = Math.min(2 * this.#waitMs, AGAIN_MS.most)
    })
  }

  #came(): void {
    this.isThere = true
    this.#waitMs = AGAIN_MS.first
    if (this.closedAt !== null) this.awayMs ??= performance.now() - this.closedAt
  }

  leave(): void {
    this.#socket?.removeAllListeners('close')
    this.#socket?.terminate()
    clearTimeout(this.#again)
  }
}
