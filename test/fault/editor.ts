// One editor with a document of its own, who edits as the server says "saved", with many edits in flight, and
// remembers every promise it was given.
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { parseServerFrame, syncFrame, type ServerFrame } from '../../shared/wire/frames/sync-frames.ts'
import type { Random } from '../simulation/random.ts'
import { edit as smallEdit, has } from './edits.ts'
import { IS_HARD } from '../hard.ts'

/** Edits that are made before the oldest of them is saved, unless a test asks otherwise. */
const IN_FLIGHT = 32

/**
 * How long it pauses once something was saved, in ms: faults are under test, and an editor who waits for
 * nothing keeps the machine busy for as long as a test lasts. The long forms do not pause.
 */
const PAUSE_MS = IS_HARD ? 0 : 50

const FROM_SERVER = 'server'

/** A stock client comes again so long after it was closed, in ms, then after twice as long each time. */
export const AGAIN_MS = { first: 200, most: 2_500 }

export interface EditorOptions {
  /** `ACCOUNT/WORLD` */
  readonly world: string
  readonly name: string
  readonly random: Random
  /** The editor's session, if it has one. */
  readonly cookie?: string
  readonly inFlight?: number
  /** Makes an edit; a small one unless given. */
  readonly edit?: typeof smallEdit
  /** Goes when it is told that what it writes waits; otherwise nobody expects that. */
  readonly leavesWhenHeld?: boolean
  /** Hears of every edit that becomes saved. */
  readonly onSaved?: (edits: number) => void
}

export class Editor {
  readonly world: string
  readonly name: string
  readonly doc = new Y.Doc()
  /** How many edits were made and, from the first one on, how many the server said are on its disk. */
  made = 0
  saved = 0
  /** The code with which the last socket was closed; null while it is open. */
  closedWith: number | null = null
  /** What was said then. */
  closedFor = ''
  isSynced = false
  isWriting = false
  /** Where it comes again by itself, and how often it did in vain; null: it stays away. */
  #stays: { at: string; tries: number } | null = null
  #awaySince: number | null = null
  /** How long it was away each time, in ms, since it stays somewhere. */
  readonly gaps: number[] = []
  /** The world's id and line, as last told. */
  identity = ''
  readonly #options: EditorOptions
  #socket: WebSocket | null = null
  /** Edits from number `lookedFor` on, that nobody has looked for in a copy since they were saved. */
  #edits: Uint8Array[] = []
  #lookedFor = 0
  /** For each step 2 and update frame of this connection, how many edits it completes. */
  #frames: number[] = []
  #isAnswered = false
  #isPausing = false

  constructor(options: EditorOptions) {
    this.#options = options
    this.world = options.world
    this.name = options.name
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== FROM_SERVER) this.#offer(update)
    })
  }

  /** Connects to a node at `ws://...`; `isSynced` tells when it has the world. */
  connect(wsUrl: string): void {
    const socket = new WebSocket(`${wsUrl}/sync/${this.world}?inkland=1`, {
      perMessageDeflate: false,
      headers: { cookie: this.#options.cookie ?? '' },
    })
    this.#socket = socket
    this.closedWith = null
    this.#frames = []
    this.#isAnswered = this.isSynced = false
    socket.on('open', () => socket.send(syncFrame('step1', Y.encodeStateVector(this.doc))))
    // What an earlier connection still had under way counts its own frames.
    socket.on('message', (data: Buffer) => this.#socket === socket && this.#hear(parseServerFrame(data)))
    socket.on('error', () => {})
    socket.on('close', (code, reason) => {
      this.isSynced = false
      this.closedWith = code
      if (reason.length > 0) this.closedFor = reason.toString()
      this.#awaySince ??= performance.now()
      this.#comeAgain()
    })
  }

  /** From now on it comes again there by itself when it is closed, as a stock client does. */
  stay(wsUrl: string): void {
    // Also where it is about to come again.
    if (this.#stays === null) this.#stays = { at: wsUrl, tries: 0 }
    else this.#stays.at = wsUrl
  }

  #comeAgain(): void {
    const stays = this.#stays
    if (stays === null) return
    const afterMs = Math.min(AGAIN_MS.most, AGAIN_MS.first * 2 ** stays.tries++)
    setTimeout(() => this.#stays === stays && this.connect(stays.at), afterMs)
  }

  write(): void {
    this.isWriting = true
    this.#writeOn()
  }

  rest(): void {
    this.isWriting = false
  }

  /** Does not keep what was saved for a later look. */
  forget(): void {
    this.#edits.splice(0, this.saved - this.#lookedFor)
    this.#lookedFor = this.saved
  }

  disconnect(): void {
    this.#stays = null
    this.#socket?.terminate()
  }

  /** Looks in a copy for every edit that became saved since the last look; answers how many are not there. */
  lostIn(copy: Y.Doc): number {
    const promised = this.#edits.splice(0, this.saved - this.#lookedFor)
    this.#lookedFor = this.saved
    return promised.filter((update) => !has(copy, update)).length
  }

  #hear(frame: ServerFrame | null): void {
    if (frame === null) throw new Error(`${this.name} in ${this.world} cannot read a frame`)
    switch (frame.type) {
      case 'world':
        this.identity = `${frame.id} ${frame.line}`
        return
      case 'step1':
        this.#send(syncFrame('step2', Y.encodeStateAsUpdate(this.doc, frame.stateVector)))
        this.#isAnswered = true
        return this.#writeOn()
      case 'step2':
        this.isSynced = true
        if (this.#stays !== null) this.#stays.tries = 0
        if (this.#awaySince !== null) this.gaps.push(performance.now() - this.#awaySince)
        this.#awaySince = null
        return Y.applyUpdate(this.doc, frame.bytes, FROM_SERVER)
      case 'update':
        return Y.applyUpdate(this.doc, frame.bytes, FROM_SERVER)
      case 'saved':
        return this.#count(frame.frames)
      case 'presence':
      case 'askPresence':
        return
      case 'held':
        if (this.#options.leavesWhenHeld !== true) throw new Error(`${this.name} was held: ${frame.text}`)
        this.closedFor = frame.text ?? ''
        return this.disconnect()
      case 'refused':
      case 'undone':
      case 'outcome':
      case 'event':
      case 'history':
      case 'delta':
      case 'unknown':
        throw new Error(`${this.name} in ${this.world} did not expect ${JSON.stringify(frame)}`)
    }
  }

  #count(frames: number): void {
    const saved = this.#frames[frames - 1]
    if (saved === undefined) throw new Error(`${frames} frames saved, of ${this.#frames.length}`)
    const more = saved - this.saved
    this.saved = saved
    if (more > 0) this.#options.onSaved?.(more)
    if (PAUSE_MS === 0) return this.#writeOn()
    if (this.#isPausing) return
    this.#isPausing = true
    setTimeout(() => {
      this.#isPausing = false
      this.#writeOn()
    }, PAUSE_MS)
  }

  #writeOn(): void {
    const { edit = smallEdit, inFlight = IN_FLIGHT, random } = this.#options
    while (this.isWriting && this.#isAnswered && this.made - this.saved < inFlight) {
      edit(this.doc, this.name, this.made, random)
    }
  }

  #offer(update: Uint8Array): void {
    this.made++
    this.#edits.push(update)
    this.#send(syncFrame('update', update))
  }

  #send(frame: Uint8Array): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.#frames.push(this.made)
    this.#socket.send(frame)
  }
}
