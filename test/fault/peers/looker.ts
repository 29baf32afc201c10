// Somebody's tab as far as presence goes: y-protocols' own awareness over a socket that reconnects, as our
// client and the stock one have it.
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { parseServerFrame, presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { Somebody } from '../../accounts.ts'

/** An empty update: a client that sends one makes sense. */
const NOTHING = Uint8Array.of(0, 0)
/** How soon a broken socket is opened again, in ms. */
const AGAIN_MS = 100

export class Looker {
  readonly presence = new Awareness(new Y.Doc())
  readonly #url: string
  readonly #cookie: string
  #socket: WebSocket
  #isOver = false

  constructor(wsUrl: string, world: string, { cookie }: Pick<Somebody, 'cookie'>, name: string) {
    this.#url = `${wsUrl}/sync/${world}?inkland=1`
    this.#cookie = cookie
    // Others see the name of the session; the word tells its tabs apart.
    this.presence.setLocalState({ user: { name }, selection: name })
    this.presence.on('update', (_: unknown, origin: unknown) => {
      // Also where somebody said that this one left: awareness says louder that it has not.
      if (origin !== 'node' || this.presence.getLocalState() !== null) this.#tell()
    })
    this.#socket = this.#open()
  }

  /** Under which id it is seen. */
  get id(): number {
    return this.presence.clientID
  }

  /** The words of all that it sees, itself too. */
  get names(): string[] {
    return [...this.presence.getStates().values()].map((state) => String(state['selection'])).toSorted()
  }

  say(field: string, value: unknown): void {
    this.presence.setLocalStateField(field, value)
  }

  /** Sends any awareness update. */
  send(update: Uint8Array): void {
    this.#socket.send(presenceFrame(update))
  }

  close(): void {
    this.#isOver = true
    this.#socket.close()
    this.presence.destroy()
  }

  #tell(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.send(encodeAwarenessUpdate(this.presence, [this.id]))
  }

  #open(): WebSocket {
    const socket = new WebSocket(this.#url, { headers: { cookie: this.#cookie } })
    socket.on('open', () => {
      socket.send(syncFrame('step2', NOTHING))
      this.#tell()
    })
    socket.on('message', (data: Buffer) => {
      const frame = parseServerFrame(data)
      if (frame?.type === 'presence') applyAwarenessUpdate(this.presence, frame.bytes, 'node')
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      if (!this.#isOver) setTimeout(() => this.#isOver || (this.#socket = this.#open()), AGAIN_MS)
    })
    return socket
  }
}
