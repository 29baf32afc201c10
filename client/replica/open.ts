// Opens a world on this device: puts the ledger, the journal, the server's socket and the other tabs together.
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import {
  parseLineId,
  parseWorldId,
  partsOf,
  type Address,
  type LineId,
  type WorldId,
} from '../../shared/world/address.ts'
import { metaOf } from '../../shared/world/scene.ts'
import { askPresenceFrame, presenceFrame, type ServerFrame } from '../../shared/wire/frame.ts'
import { findKnown, remember } from './book.ts'
import { DeviceFault } from './database.ts'
import type { Device } from './device.ts'
import { Exchange } from './exchange.ts'
import { Journal } from './journal.ts'
import { leavePlace, placesWithUnsaved, readUnsaved } from './kept.ts'
import { Ledger, type Dropped } from './ledger.ts'
import { Link } from './link.ts'
import { LiveReader } from './live.ts'
import { mergeAll } from './merge.ts'
import type { Channel } from './outside.ts'
import { Presence } from './presence.ts'
import { placeOf, recordKeyOf, type Place, type RecordKey, type WorldIdentity } from './records.ts'
import type { Copy, CopyId, Replica, SyncState } from './replica.ts'
import { closedReason, sameSync, syncState, type ClosedReason, type Refusal } from './sync.ts'
import { openTabs, type TabMessage } from './tabs.ts'

export interface ReplicaOptions {
  readonly device: Device
  readonly address: Address
  /** `ws://host` or `wss://host` of the server, without a path. */
  readonly server: string
}

/** Opens the world at an address, from this device and from the server; neither is needed for the other. */
export function openReplica(options: ReplicaOptions): Replica {
  return new OpenReplica(options)
}

/** How long nothing is said about the first try to connect. */
const PATIENCE_MS = 2_000
/** How often a tab looks for unsaved edits that no other tab has sent, and from which age on it sends them itself. */
const SWEEP_MS = 10_000

class OpenReplica implements Replica {
  readonly address: Address
  readonly ready: Promise<void>
  readonly #options: ReplicaOptions
  /** Names this replica among all that this browser has open. */
  readonly #tab: string
  readonly #ledger: Ledger
  readonly #presence: Presence
  readonly #link: Link
  readonly #opened: Promise<void>
  readonly #syncListeners = new Set<(sync: SyncState) => void>()
  readonly #rebuiltListeners = new Set<() => void>()
  readonly #letGo: (() => void)[] = []
  #becomeReady: () => void = () => undefined
  #live: LiveReader
  #world: WorldIdentity | null = null
  #journal: Journal | null = null
  #tabs: Channel | null = null
  #exchange: Exchange | null = null
  #edits = 0
  #sync: SyncState = { state: 'opening' }
  #patient = true
  #refusal: Refusal | null = null
  #ended: ClosedReason | null = null
  #closed = false
  #swept: () => void = () => undefined

  constructor(options: ReplicaOptions) {
    const { device, address, server } = options
    const { outside } = device
    this.#options = options
    this.address = address
    this.#tab = tabName(outside.random(12))
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve
    })
    this.#ledger = new Ledger(outside, (update) => this.#edited(update))
    this.#presence = new Presence(this.#ledger.scene, {
      toServer: (update) => {
        if (this.#exchange?.met) this.#link.send(presenceFrame(update))
      },
      toTabs: (update) => this.#tabs?.post({ type: 'presence', update } satisfies TabMessage),
    })
    this.#link = new Link(outside, sceneUrl(server, address), {
      opened: () => this.#begin(),
      received: (frame: ServerFrame) => this.#exchange?.received(frame),
      lost: () => this.#lost(),
      ended: (code, reason) => this.#end(code, reason),
      doubted: () => this.#exchange?.ask(),
    })
    this.#live = new LiveReader(device, liveUrl(server, address))
    this.#opened = this.#openKept()
    this.#letGo.push(
      outside.onWake(() => this.#wake()),
      outside.clock.after(PATIENCE_MS, () => {
        this.#patient = false
        this.#tell()
      }),
      device.copies.onChange(() => void this.#forgetDroppedCopy()),
    )
    this.#sweepLater()
    this.#link.retry()
  }

  get world(): { readonly id: WorldId; readonly line: LineId } | null {
    return this.#world
  }

  get scene(): Y.Doc {
    return this.#ledger.scene
  }

  get live(): Y.Doc {
    return this.#live.document
  }

  get presence(): Awareness {
    return this.#presence.awareness
  }

  get sync(): SyncState {
    return this.#sync
  }

  onSync(listener: (sync: SyncState) => void): () => void {
    this.#syncListeners.add(listener)
    return () => this.#syncListeners.delete(listener)
  }

  onRebuilt(listener: () => void): () => void {
    this.#rebuiltListeners.add(listener)
    return () => this.#rebuiltListeners.delete(listener)
  }

  reconnect(): void {
    if (this.#closed) return
    this.#refusal = null
    this.#ended = null
    this.#link.retry()
    this.#live.retry()
    this.#tell()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    for (const letGo of this.#letGo) letGo()
    this.#swept()
    this.#presence.destroy()
    this.#exchange?.end()
    this.#link.stop()
    await Promise.all([this.#live.close(), this.#opened])
    await this.#journal?.close()
    this.#tabs?.post({ type: 'bye', tab: this.#tab } satisfies TabMessage)
    this.#tabs?.close()
    this.#ledger.destroy()
  }

  // Opening

  async #openKept(): Promise<void> {
    const known = await findKnown(this.#options.device, this.address)
    if (known && !this.#closed) await this.#enter({ id: known.id, line: known.line })
  }

  /** Takes up what the device has of a world, while none is open. */
  async #enter(world: WorldIdentity): Promise<void> {
    const journal = this.#journalOf(world)
    const tabs = this.#tabsOf(world)
    const kept = await journal.load()
    this.#world = world
    this.#journal = journal
    this.#tabs = tabs
    for (const record of this.#ledger.unsaved) if (record.tab === this.#tab) journal.keep(record)
    this.#ledger.load(kept.rows, kept.unsaved)
    tabs?.post({ type: 'hello' } satisfies TabMessage)
    void this.#live.follow(world).catch(this.#options.device.outside.report)
    if (this.#ledger.hasBase) this.#becomeReady()
    this.#tell()
  }
}
