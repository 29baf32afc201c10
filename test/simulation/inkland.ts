// Our own client on any network: its real ledger, sync and presence. The device under it stores everything at
// once; the replica's tests prove other behaviour of devices.
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { ServerSync, type SyncHost } from '../../client/replica/server-sync.ts'
import { UnsavedLedger } from '../../client/replica/unsaved-ledger.ts'
import type { BrowserPlatform } from '../../client/device/browser-platform.ts'
import { openPresence, type Presence } from '../../client/replica/connection/awareness.ts'
import {
  makeTabName,
  recordKeyOf,
  type RecordKey,
  type UnsavedRecord,
} from '../../client/replica/storage/stored-rows.ts'
import type { UndoneEdits } from '../../shared/wire/frames/sync-frames.ts'
import { makeMemoryBase } from '../support/memory-base.ts'
import type { Client } from './client.ts'

/** How often everybody says anew that they are here, in ms. */
export const RENEW_MS = 15_000

export class InklandClient implements Client, SyncHost {
  readonly kind = 'inkland'
  ended: string | null = null
  /** Edits that the server said were saved. */
  readonly told: Uint8Array[] = []
  /** All edits that were ever made here. */
  readonly made: Uint8Array[] = []
  protected readonly outside: BrowserPlatform
  readonly #url: string
  tab: string
  protected base = makeMemoryBase()
  protected ledger: UnsavedLedger
  protected sync: ServerSync
  people: Presence
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
      afterFrame: queueMicrotask,
      shown: Promise.resolve(),
    }
    this.tab = makeTabName(this.outside.random)
    this.ledger = this.#newLedger([])
    this.people = this.#newPresence()
    this.sync = this.#newSync()
    this.#renew()
  }

  get scene(): Y.Doc {
    return this.ledger.scene
  }

  get presence(): Awareness {
    return this.people.awareness
  }

  get isSettled(): boolean {
    return this.sync.state.at === 'online' && this.ledger.changes === 0
  }

  /** Whether there is a world to write in. */
  get isReady(): boolean {
    return this.ledger.hasBase
  }

  get unsaved(): number {
    return this.ledger.changes
  }

  /** Why the server saves nothing for now; null while it does. */
  get heldBy(): string | null {
    return 'held' in this.sync.state ? this.sync.state.held : null
  }

  get work(): SyncHost['work'] {
    return { ledger: this.ledger, settle: (keys) => this.#settled(keys) }
  }

  reload(): void {
    const kept = { base: this.ledger.baseState(), unsaved: [...this.ledger.unsaved] }
    this.#shut()
    this.tab = makeTabName(this.outside.random)
    this.#edits = 0
    this.ledger = this.#newLedger([kept.base])
    this.ledger.load([kept.base], kept.unsaved)
    this.people = this.#newPresence()
    this.sync = this.#newSync()
  }

  destroy(): void {
    this.#hasEnded = true
    this.#shut()
  }

  /** Awareness uses the clock on the wall; here that stands still. */
  #renew(): void {
    if (this.#hasEnded) return
    this.people.announce()
    this.outside.clock.after(RENEW_MS, () => this.#renew())
  }

  #shut(): void {
    this.people.destroy()
    this.sync.stop()
    this.ledger.destroy()
  }

  #newLedger(base: readonly Uint8Array[]): UnsavedLedger {
    this.base = makeMemoryBase(base)
    return new UnsavedLedger(this.outside, this.base, (update) => this.#edited(update))
  }

  #newPresence(): Presence {
    return openPresence(this.ledger.scene, (update) => this.sync?.tellPresence(update))
  }

  #newSync(): ServerSync {
    const sync = new ServerSync(this.outside, this.#url, this)
    sync.link.keeper.retry()
    return sync
  }

  meet(id: string, line: string): Promise<boolean> {
    return Promise.resolve(this.isMet(`${id}/${line}`))
  }

  protected isMet(world: string): boolean {
    this.world ??= world
    return this.world === world
  }

  arrived(): void {
    this.sync.link.keeper.resetWait()
  }

  changed(): void {
    // Nobody looks at a mark.
  }

  refused(_keys: readonly RecordKey[], code: string, text: string): void {
    this.ended ??= `refused: ${code} ${text}`
  }

  undone({ why }: UndoneEdits): void {
    throw new Error(`a world of this node undid something: ${why}`)
  }

  closedForGood(code: number, reason: string): void {
    this.ended ??= `${code} ${reason}`
  }

  #edited(bytes: Uint8Array): void {
    this.#edits += 1
    const at = this.outside.clock.now()
    const record: UnsavedRecord = { key: recordKeyOf(this.tab, this.#edits), tab: this.tab, bytes, at }
    this.made.push(bytes)
    this.ledger.note(record)
    this.sync.give([record])
  }

  #settled(keys: readonly RecordKey[]): void {
    const settled = new Set(keys)
    for (const record of this.ledger.unsaved) if (settled.has(record.key)) this.told.push(record.bytes)
    this.ledger.settle(keys)
  }
}
