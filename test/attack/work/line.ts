// A connection of somebody to a document of a world, by a program that follows only as much of the protocol
// as it wants.
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { parseServerFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { until } from '../../process.ts'

const EMPTY_VECTOR = Uint8Array.of(0)
/** The time that the node has to take in a frame, in ms. */
export const TAKEN_MS = 60_000

/** Who opens a connection, and from which address. */
interface Caller {
  readonly cookie: string
  readonly from: string
}

/** A line to a scene, or to live. */
export class Line {
  /** `ACCOUNT/WORLD`, and `/live` where it is that. */
  readonly path: string
  readonly doc = new Y.Doc()
  closedWith: number | null = null
  isSynced = false
  /** Frames that are on the node's disk; and why one is not. */
  #answered = 0
  #refusal: string | null = null
  #sent = 0
  #updates = 0
  /** Actions that were answered. */
  #outcomes = 0
  readonly #socket: WebSocket

  private constructor(socket: WebSocket, path: string) {
    this.#socket = socket
    this.path = path
    socket.on('message', (data: Buffer) => this.#hear(data))
    socket.on('close', (code) => (this.closedWith = code))
    socket.on('error', () => {})
    socket.send(syncFrame('step1', EMPTY_VECTOR))
  }

  /** A connection with this cookie, from this address. */
  static async open(wsUrl: string, path: string, { cookie, from }: Caller): Promise<Line> {
    const socket = new WebSocket(`${wsUrl}/sync/${path}?inkland=1`, {
      perMessageDeflate: false,
      headers: { cookie, 'x-forwarded-for': from },
    })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.once('open', resolve).once('error', reject)
    await promise
    const line = new Line(socket, path)
    await until('the line is synced', () => line.isSynced || line.closedWith !== null)
    return line
  }

  /** Sends a frame as it is. */
  send(frame: Uint8Array): void {
    this.#socket.send(frame)
  }

  /** Sends a frame in so many fragments. */
  sendInParts(frame: Uint8Array, parts: number): void {
    const bytes = Math.max(1, Math.ceil(frame.length / parts))
    for (let at = 0; at < frame.length; at += bytes)
      this.#socket.send(frame.subarray(at, at + bytes), { fin: at + bytes >= frame.length })
  }

  /** Sends an update; resolves once the node has it, with null, or says that it will not, with why. */
  async update(update: Uint8Array): Promise<string | null> {
    this.#sent += 1
    const sent = this.#sent
    this.#refusal = null
    this.send(syncFrame('update', update))
    const isJudged = () => this.#answered >= sent || this.#refusal !== null || this.closedWith !== null
    await until('the update was judged', isJudged, TAKEN_MS)
    return this.#refusal
  }

  /**
   * Edits the document in one transaction, and sends that. Rejects where that is refused: then it is no
   * attack.
   */
  async edit(edit: (doc: Y.Doc) => void): Promise<void> {
    const updates: Uint8Array[] = []
    const note = (update: Uint8Array): void => void updates.push(update)
    this.doc.on('update', note)
    this.doc.transact(() => edit(this.doc))
    this.doc.off('update', note)
    for (const update of updates) {
      const refusal = await this.update(update)
      if (refusal !== null) throw new Error(refusal)
    }
  }

  /**
   * Asks for all that there is; resolves once that was answered, and so all that was sent before was read,
   * or the line is closed; rejects after so long.
   */
  async asks(boundMs = TAKEN_MS): Promise<void> {
    const target = this.#updates + 1
    this.send(syncFrame('step1', EMPTY_VECTOR))
    await until('the answer', () => this.#updates >= target || this.closedWith !== null, boundMs)
  }

  /** Waits for so many updates more, for so long at most. */
  async hears(more: number, boundMs = TAKEN_MS): Promise<void> {
    const target = this.#updates + more
    await until('updates come', () => this.#updates >= target, boundMs)
  }

  /** Waits until so many actions were answered in all, or the line is closed, for so long at most. */
  async answers(count: number, boundMs = TAKEN_MS): Promise<void> {
    const isAnswered = () => this.#outcomes >= count || this.closedWith !== null
    await until('actions are answered', isAnswered, boundMs)
  }

  leave(): void {
    this.#socket.terminate()
  }

  #hear(data: Buffer): void {
    const frame = parseServerFrame(data)
    if (frame?.type === 'step2' || frame?.type === 'update') {
      Y.applyUpdate(this.doc, frame.bytes)
      this.isSynced = true
      this.#updates += 1
    }
    if (frame?.type === 'outcome') this.#outcomes += 1
    if (frame?.type === 'saved') this.#answered = Math.max(this.#answered, frame.frames)
    if (frame?.type === 'refused') this.#refusal = frame.text
  }
}
