// A client for tests that sends exactly the frames it is told to, and writes down what comes.
import { WebSocket } from 'ws'
import { parseServerFrame, type ServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { until } from './until.ts'

export class RawClient {
  readonly frames: ServerFrame[] = []
  closed: { code: number; reason: string } | null = null
  readonly socket: WebSocket

  /** Opens one, or goes on with one that somebody else opened. */
  constructor(at: string | WebSocket, headers: Readonly<Record<string, string>> = {}) {
    this.socket = typeof at === 'string' ? new WebSocket(at, { headers }) : at
    this.socket.on('message', (data: Buffer) => {
      const frame = parseServerFrame(data)
      if (frame === null) throw new Error('the server sent a frame that cannot be read')
      this.frames.push(frame)
    })
    this.socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }))
    this.socket.on('error', () => {})
  }

  static async open(url: string, headers?: Readonly<Record<string, string>>): Promise<RawClient> {
    const client = new RawClient(url, headers)
    await until(
      () => client.socket.readyState === WebSocket.OPEN || client.closed !== null,
      'the socket opens',
    )
    return client
  }

  send(...frames: Uint8Array[]): void {
    for (const frame of frames) this.socket.send(frame)
  }

  /** The frames of one type that came so far. */
  of<Type extends ServerFrame['type']>(type: Type): Extract<ServerFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<ServerFrame, { type: Type }> => frame.type === type)
  }

  /** How many frames the server says are saved. */
  get saved(): number {
    return this.of('saved').at(-1)?.frames ?? 0
  }

  async gone(): Promise<{ code: number; reason: string }> {
    await until(() => this.closed !== null, 'the socket closes')
    return this.closed!
  }

  close(): void {
    this.socket.close()
  }
}
