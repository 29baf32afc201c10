// A reader who notes when each of one writer's updates arrived, and that none is missing; it keeps no document.
import { WebSocket } from 'ws'
import { parseServerFrame, syncFrame } from '../../shared/wire/frame.ts'
import { readUpdate } from '../../shared/wire/update.ts'

const EMPTY_VECTOR = Uint8Array.of(0)

export class Reader {
  /** The clock that the writer's next update begins with. */
  reached = 0
  closedWith: number | null = null
  isSynced = false
  private readonly socket: WebSocket
  private readonly writer: number

  /** `onUpdate` hears of each new update by its clock; every update of `writer` is one struct long. */
  constructor(address: string, writer: number, onUpdate: (clock: number) => void) {
    this.writer = writer
    this.socket = new WebSocket(address, { perMessageDeflate: false })
    this.socket.on('open', () => this.socket.send(syncFrame('step1', EMPTY_VECTOR)))
    this.socket.on('error', () => {})
    this.socket.on('close', (code) => (this.closedWith = code))
    this.socket.on('message', (data: Buffer) => {
      const frame = parseServerFrame(data)
      if (frame?.type === 'step2') this.isSynced = true
      if (frame?.type === 'update') this.read(frame.bytes, onUpdate)
    })
  }

  /** Takes nothing more from the network. */
  stall(): void {
    this.socket.pause()
  }

  leave(): void {
    this.socket.terminate()
  }

  private read(update: Uint8Array, onUpdate: (clock: number) => void): void {
    const section = readUpdate(update, 'clocks')?.sections.find(({ client }) => client === this.writer)
    if (section === undefined) return
    if (section.clock !== this.reached) throw new Error(`update ${section.clock} came after ${this.reached}`)
    for (; this.reached < section.end; this.reached++) onUpdate(this.reached)
  }
}
