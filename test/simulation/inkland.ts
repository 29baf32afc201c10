// Our own client on any network: its real ledger, exchange, link and presence. The device under it stores
// everything at once; the replica's tests prove other behaviour of devices.
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { Exchange } from '../../client/replica/connection/sync-exchange.ts'
import { UnsavedLedger } from '../../client/replica/unsaved-ledger.ts'
import { ReconnectingSocket } from '../../client/replica/connection/socket-link.ts'
import type { BrowserPlatform } from '../../client/replica/contract/outside-world.ts'
import { Presence } from '../../client/replica/connection/awareness.ts'
import {
  makeTabName,
  recordKeyOf,
  type RecordKey,
  type UnsavedRecord,
} from '../../client/replica/storage/stored-rows.ts'
import { askPresenceFrame, presenceFrame, type UndoneEdits } from '../../shared/wire/frames/sync-frames.ts'
import { makeMemoryBase } from '../support/memory-base.ts'
import type { Client } from './client.ts'

/** How often everybody says anew that they are here, in ms. */
export const RENEW_MS = 15_000

export class InklandClient implements Client {
  readonly kind = 'inkland'
  ended: string | null = null
  /** Why the server saves nothing for now; null while it does. */
  heldBy: string | null = null
  /** Edits that the server said were saved. */
  readonly told: Uint8Array[] = []
  /** All edits that were ever made here. */
  readonly made: Uint8Array[] = []
  protected readonly outside: BrowserPlatform
  readonly #url: string
  #tab: string
  protected base = makeMemoryBase()
  protected ledger: UnsavedLedger
  protected link: ReconnectingSocket
  protected exchange: Exchange | null = null
  protected presenceHere: Presence
  #edits = 0
  protected world: string | null = null
  #hasEnded = false

  constructor(outside: Pick<BrowserPlatform, 'clock' | 'random' | 'openSocket'>, url: string) {
    this.#url = url
    this.outside = {
      ...outside,
      WebSocket: EventTarget,
      openChannel: null,
      indexedDB: null,
      bindBase: () => Promise.reject(new Error('no base is kept here')),
      onWake: () => () => undefined,
      onSleep: () => () => undefined,
      report: (error) => (this.ended ??= String(error)),
      shown: Promise.resolve(),
    }
    this.#tab = makeTabName(this.outside.random)
    this.ledger = this.#newLedger([])
    this.presenceHere = this.newPresence()
    this.link = this.#newLink()
    this.link.retry()
    this.#renew()
  }

  get scene(): Y.Doc {
    return this.ledger.scene
  }

  get presence(): Awareness {
    return this.presenceHere.awareness
  }

  get isSettled(): boolean {
    return this.exchange?.online === true && this.ledger.changes === 0
  }

  /** Whether there is a world to write in. */
  get isReady(): boolean {
    return this.ledger.hasBase
  }

  get unsaved(): number {
    return this.ledger.changes
  }

  reload(): void {
    const kept = { base: this.ledger.baseState(), unsaved: [...this.ledger.unsaved] }
    this.#shut()
    this.#tab = makeTabName(this.outside.random)
    this.#edits = 0
    this.ledger = this.#newLedger([kept.base])
    this.ledger.load([kept.base], kept.unsaved)
    this.presenceHere = this.newPresence()
    this.link = this.#newLink()
    this.link.retry()
  }

  destroy(): void {
    this.#hasEnded = true
    this.#shut()
  }

  /** Awareness uses the clock on the wall; here that stands still. */
  #renew(): void {
    if (this.#hasEnded) return
    this.presenceHere.announce()
    this.outside.clock.after(RENEW_MS, () => this.#renew())
  }

  #shut(): void {
    this.presenceHere.destroy()
    this.exchange?.end()
    this.exchange = null
    this.link.stop()
    this.ledger.destroy()
  }

  #newLedger(base: readonly Uint8Array[]): UnsavedLedger {
    this.base = makeMemoryBase(base)
    return new UnsavedLedger(this.outside, this.base, (update) => this.#edited(update))
  }

  protected newPresence(): Presence {
    return new Presence(this.ledger.scene, {
      toServer: (update) => void (this.exchange?.met && this.link.send(presenceFrame(update))),
      toTabs: () => undefined,
    })
  }

  #newLink(): ReconnectingSocket {
    const link: ReconnectingSocket = new ReconnectingSocket(this.outside, this.#url, {
      opened: () => this.#begin(link),
      received: (frame) => this.exchange?.received(frame),
      lost: () => this.lost(),
      ended: (code, reason) => this.gaveUp(code, reason),
      doubted: () => this.exchange?.ask(),
    })
    return link
  }

  #begin(link: ReconnectingSocket): void {
    const exchange: Exchange = new Exchange({
      tab: this.#tab,
      send: (frame) => link.send(frame),
      meet: (id, line) => Promise.resolve(this.meet(`${id}/${line}`)),
      now: () => this.outside.clock.now(),
      undone: (edits) => this.undone(edits),
      held: (text) => (this.heldBy = text),
      baseVector: () => this.ledger.baseVector(),
      lostBy: (vector) => this.ledger.beyond(vector),
      unsaved: () => this.ledger.unsaved,
      receive: (update) => void this.ledger.receive(update),
      follow: (update) => this.ledger.follow(update),
      settled: (keys) => this.#settled(keys),
      presence: (update) => this.presenceHere.fromServer(update),
      presenceAsked: () => this.presenceHere.announce(),
      refused: (keys, code, text) => this.refused(keys, code, text),
      advanced: () => this.#advanced(exchange),
      failed: (error) => (this.ended ??= String(error)),
    })
    this.exchange = exchange
  }

  protected meet(world: string): boolean {
    this.world ??= world
    return this.world === world
  }

  protected refused(_keys: ReadonlySet<RecordKey>, code: string, text: string): void {
    this.ended ??= `refused: ${code} ${text}`
  }

  protected undone({ why }: UndoneEdits): void {
    throw new Error(`a world of this node undid something: ${why}`)
  }

  protected gaveUp(code: number, reason: string): void {
    this.ended ??= `${code} ${reason}`
  }

  #advanced(exchange: Exchange): void {
    if (exchange.online) return this.link.resetWait()
    this.link.send(askPresenceFrame())
    this.presenceHere.announce()
  }

  protected lost(): void {
    this.exchange?.end()
    this.exchange = null
    this.presenceHere.forgetServer()
  }

  #edited(bytes: Uint8Array): void {
    this.#edits += 1
    const at = this.outside.clock.now()
    const record: UnsavedRecord = { key: recordKeyOf(this.#tab, this.#edits), tab: this.#tab, bytes, at }
    this.made.push(bytes)
    this.ledger.note(record)
    this.exchange?.give([record])
  }

  #settled(keys: ReadonlySet<RecordKey>): void {
    for (const record of this.ledger.unsaved) if (keys.has(record.key)) this.told.push(record.bytes)
    this.ledger.settle(keys)
  }
}
