// Somebody's browser in a world, as far as its scene goes. It keeps the document and unsaved edits, sends
// these again on each new connection, and keeps edits that a host undid.
import * as Y from 'yjs'
import { takenFrame, syncFrame, type ServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { WebSocket } from 'ws'
import { parseServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { until } from '../../process.ts'
import type { Somebody } from '../../accounts.ts'

export class Visitor {
  doc = new Y.Doc()
  line: string | null = null
  /** Updates that are not saved yet, in order. */
  unsaved: Uint8Array[] = []
  readonly undone: Extract<ServerFrame, { type: 'undone' }>[] = []
  readonly closings: { readonly code: number; readonly reason: string }[] = []
  refused: { readonly code: string; readonly text: string } | null = null
  #socket: WebSocket
  #saved = 0
  #hasState = false
  #isOver = false
  readonly #url: string
  readonly #cookie: string

  constructor(wsUrl: string, world: string, { cookie }: Pick<Somebody, 'cookie'>) {
    this.#url = `${wsUrl}/sync/${world}?inkland=1`
    this.#cookie = cookie
    this.#listen()
    this.#socket = this.#open()
  }

  /** Opens a world, and waits until it is there. */
  static async open(wsUrl: string, world: string, who: Pick<Somebody, 'cookie'>): Promise<Visitor> {
    const visitor = new Visitor(wsUrl, world, who)
    await until('the world is there', () => visitor.#hasState || visitor.isClosedForGood, 30_000)
    return visitor
  }

  get isClosedForGood(): boolean {
    return this.closings.some(({ code }) => code >= 4400 && code < 4500)
  }

  get text(): string {
    return this.doc.getText('words').toJSON()
  }

  /** Whether the node has all of it on its disk. */
  get isSaved(): boolean {
    return this.unsaved.length === 0
  }

  write(words: string): void {
    const text = this.doc.getText('words')
    text.insert(text.length, words)
  }

  close(): void {
    this.#isOver = true
    this.#socket.close()
    this.doc.destroy()
  }

  #listen(): void {
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'node') return
      this.unsaved.push(update)
      if (this.#hasState && this.#socket.readyState === WebSocket.OPEN) this.#give(update)
    })
  }

  #give(update: Uint8Array): void {
    this.#socket.send(syncFrame('update', update))
  }

  #open(): WebSocket {
    const socket = new WebSocket(this.#url, { headers: { cookie: this.#cookie } })
    socket.on('message', (data: Buffer) => {
      const frame = parseServerFrame(data)
      if (frame !== null && this.#socket === socket) this.#hear(frame)
    })
    socket.on('error', () => {})
    socket.on('close', (code, reason) => {
      this.#hasState = false
      this.closings.push({ code, reason: reason.toString() })
      if (this.#isOver || (code >= 4400 && code < 4500)) return
      setTimeout(() => {
        if (!this.#isOver) this.#socket = this.#open()
      }, 100)
    })
    return socket
  }

  #hear(frame: ServerFrame): void {
    if (frame.type === 'world') {
      const line = `${frame.id} ${frame.line}`
      if (this.line !== null && this.line !== line) this.#beginAnew()
      this.line = line
      this.#saved = 0
      this.#socket.send(syncFrame('step1', Y.encodeStateVector(this.doc)))
    }
    if (frame.type === 'step2') {
      Y.applyUpdate(this.doc, frame.bytes, 'node')
      if (this.#hasState) return
      this.#hasState = true
      for (const update of this.unsaved) this.#give(update)
    }
    if (frame.type === 'update') Y.applyUpdate(this.doc, frame.bytes, 'node')
    if (frame.type === 'saved') {
      this.unsaved.splice(0, frame.frames - this.#saved)
      this.#saved = frame.frames
    }
    if (frame.type === 'refused') this.refused = { code: frame.code, text: frame.text }
    if (frame.type === 'undone') {
      this.undone.push({ ...frame, theirs: frame.theirs.slice(), mine: frame.mine.slice() })
      this.#socket.send(takenFrame(frame.upTo))
    }
  }

  #beginAnew(): void {
    this.doc.destroy()
    this.doc = new Y.Doc()
    this.unsaved = []
    this.#listen()
  }
}
