// A stock client as y-websocket 3.1 is one: the same frames at the same moments, over a simulated network. It
// keeps what it has in memory, comes back after 45xx and broken lines, and never after 44xx.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import type { Socket } from '../../../shared/wire/frames/socket-contract.ts'
import { FRAME } from '../../../shared/wire/frames/sync-frames.ts'
import { RENEW_MS } from '../inkland.ts'
import type { Network, Place } from '../network.ts'
import type { Random } from '../random.ts'
import type { Client } from '../client.ts'

const SILENCE_MS = 30_000
const LONGEST_WAIT_MS = 2500

interface Changed {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

export class StockClient implements Client {
  readonly kind = 'stock'
  readonly scene = new Y.Doc()
  readonly presence: Awareness
  ended: string | null = null
  readonly #network: Network
  readonly #place: Place
  readonly #url: string
  #hasLeft = false
  #socket: Socket | null = null
  #isConnected = false
  #isSynced = false
  #failures = 0
  #heardAt = 0

  constructor(network: Network, place: Place, url: string, random: Random) {
    this.#network = network
    this.#place = place
    this.#url = url
    this.scene.clientID = new DataView(random.bytes(4).buffer).getUint32(0)
    this.presence = new Awareness(this.scene)
    this.scene.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#send(FRAME.sync, (encoder) => writeUpdate(encoder, update))
    })
    this.presence.on('update', ({ added, updated, removed }: Changed) =>
      this.#sendPresence([...added, ...updated, ...removed]),
    )
    this.#lookAfter()
    this.#connect()
  }

  get isSettled(): boolean {
    return this.#isConnected && this.#isSynced
  }

  /** Only our own client is told which edits are saved, and can be opened again with the others. */
  get unsaved(): number {
    return 0
  }

  reload(): void {}

  /** Says goodbye, and does not come again. */
  leave(): void {
    this.#hasLeft = true
    this.#socket?.close()
    this.destroy()
  }

  destroy(): void {
    this.presence.destroy()
    this.scene.destroy()
  }

  #connect(): void {
    if (this.#hasLeft) return
    this.#socket = this.#network.open(this.#place, this.#url, {
      open: () => this.#opened(),
      message: (frame) => this.#heard(frame),
      close: (code, reason) => this.#lost(code, reason),
    })
  }

  #opened(): void {
    this.#isConnected = true
    this.#heardAt = this.#network.time.at
    this.#send(FRAME.sync, (encoder) => writeSyncStep1(encoder, this.scene))
    if (this.presence.getLocalState() !== null) this.#sendPresence([this.scene.clientID])
  }

  #heard(frame: Uint8Array): void {
    this.#heardAt = this.#network.time.at
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    switch (type) {
      case FRAME.sync: {
        const encoder = encoding.createEncoder()
        encoding.writeVarUint(encoder, FRAME.sync)
        const step = readSyncMessage(decoder, encoder, this.scene, this)
        if (step === 1 && !this.#isSynced) {
          this.#isSynced = true
          this.#failures = 0
        }
        if (encoding.length(encoder) > 1) this.#socket?.send(encoding.toUint8Array(encoder))
        return
      }
      case FRAME.presence:
        return applyAwarenessUpdate(this.presence, decoding.readVarUint8Array(decoder), this)
      default:
        throw new Error(`a stock client was sent a frame of type ${type}`)
    }
  }

  #lost(code: number, reason: string): void {
    this.#socket?.close()
    this.#socket = null
    if (this.#isConnected) {
      this.#isConnected = false
      this.#isSynced = false
      const others = [...this.presence.getStates().keys()].filter((id) => id !== this.scene.clientID)
      removeAwarenessStates(this.presence, others, this)
    }
    this.#failures++
    if (code >= 4400 && code < 4500) {
      this.ended = `${code} ${reason}`
      return
    }
    const waitMs = Math.min(2 ** this.#failures * 100, LONGEST_WAIT_MS)
    this.#network.time.after(waitMs, () => {
      if (this.#socket === null) this.#connect()
    })
  }

  /** Its work every few seconds: it says that it is there, and gives up a silent server. */
  #lookAfter(): void {
    let renewedAt = 0
    const look = () => {
      if (this.#hasLeft) return
      const { at } = this.#network.time
      if (at - renewedAt >= RENEW_MS) {
        renewedAt = at
        this.presence.setLocalState(this.presence.getLocalState())
      }
      if (this.#isConnected && at - this.#heardAt > SILENCE_MS) this.#lost(LOCAL, '')
      this.#network.time.after(SILENCE_MS / 10, look)
    }
    look()
  }

  #sendPresence(ids: readonly number[]): void {
    this.#send(FRAME.presence, (encoder) =>
      encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(this.presence, [...ids])),
    )
  }

  #send(type: number, write: (encoder: encoding.Encoder) => void): void {
    if (!this.#isConnected) return
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, type)
    write(encoder)
    this.#socket?.send(encoding.toUint8Array(encoder))
  }
}

/** It closed the line itself. */
const LOCAL = 1006
