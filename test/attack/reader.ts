// A reader who notes when each of one writer's updates arrived, and that none is missing; it keeps no
// document.
import { WebSocket } from 'ws'
import { parseServerFrame, syncFrame } from '../../shared/wire/frames/sync-frames.ts'
import { readUpdate } from '../../shared/yjs/update-reader.ts'

const EMPTY_VECTOR = Uint8Array.of(0)

interface ReaderOptions {
  /** The writer whose updates to note; each of them is one struct long. */
  readonly writer?: number
  /** Hears of each new update by its clock. */
  readonly onUpdate?: (clock: number) => void
  /** Asks for its copy, and takes nothing. */
  readonly isDeaf?: boolean
}

export class Reader {
  /** The clock that the writer's next update begins with. */
  reached = 0
  closedWith: number | null = null
  isSynced = false
  readonly #socket: WebSocket
  readonly #options: ReaderOptions

  constructor(address: string, options: ReaderOptions = {}) {
    this.#options = options
    this.#socket = new WebSocket(address, { perMessageDeflate: false })
    this.#socket.on('open', () => {
      this.#socket.send(syncFrame('step1', EMPTY_VECTOR))
      if (options.isDeaf === true) this.stall()
    })
    this.#socket.on('error', () => {})
    this.#socket.on('close', (code) => (this.closedWith = code))
    this.#socket.on('message', (data: Buffer) => {
      const frame = parseServerFrame(data)
      if (frame?.type === 'step2') this.isSynced = true
      if (frame?.type === 'update') this.#read(frame.bytes)
    })
  }

  /** Takes nothing more from the network. */
  stall(): void {
    this.#socket.pause()
  }

  leave(): void {
    this.#socket.terminate()
  }

  #read(update: Uint8Array): void {
    const { writer, onUpdate } = this.#options
    const section = readUpdate(update, 'clocks')?.sections.find(({ client }) => client === writer)
    if (section === undefined) return
    if (section.clock !== this.reached) throw new Error(`update ${section.clock} came after ${this.reached}`)
    for (; this.reached < section.end; this.reached++) onUpdate?.(this.reached)
  }
}
