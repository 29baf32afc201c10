// The live document of a world, as it is read: from the device first, then from the server. Nothing is ever
// written: what one wants is asked of the world's owner, over the same connection.
import * as Y from 'yjs'
import type { Action } from '../../shared/play/acts/action.ts'
import type { WireEvent } from '../../shared/wire/frames/action-frames.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import type { LiveConnection } from './connection/live-connection.ts'
import type { SyncRoom } from './connection/socket-link.ts'
import { NO_CONNECTION } from './contract/replica.ts'
import type { Device } from './storage/device.ts'
import { DeviceBase } from './storage/base.ts'
import { applyReadable } from './storage/merge-updates.ts'
import { readPlace } from './storage/places.ts'
import { placeOf, type WorldIdentity } from './storage/stored-rows.ts'

const loadConnection = () => import('./connection/live-connection.ts')

export class LiveReader {
  readonly document = new Y.Doc()
  readonly #device: Device
  readonly #room: SyncRoom
  readonly #tell: (event: WireEvent) => void
  readonly #base: DeviceBase
  #world: WorldIdentity | null = null
  /** Whether the device's copy is in the document. */
  #isShown = false
  #connection: LiveConnection | null = null
  readonly #connected = Promise.withResolvers<LiveConnection>()

  /** `tell` gets the events that the server sends. */
  constructor(device: Device, room: SyncRoom, tell: (event: WireEvent) => void) {
    this.#device = device
    this.#room = room
    this.#tell = tell
    this.#base = new DeviceBase(device, { cameLate: (updates) => this.#show(updates) })
  }

  /** Shows what the device has of this world, and connects. Once. */
  async follow(world: WorldIdentity): Promise<void> {
    this.#world = world
    const place = placeOf(world, 'live')
    // An older version of this program, or a guest who is this account now, may have put rows there.
    const reading = readPlace(this.#device.database, place).catch(() => null)
    this.#show(await this.#base.read(place, reading))
    this.#isShown = true
    await this.#connect()
  }

  #show(updates: readonly Uint8Array[]): void {
    applyReadable(this.document, updates)
  }

  /** Asks the world's owner; says why when it could not be. Never rejects. */
  act(action: Action): Promise<Outcome> {
    return this.#connection?.act(action) ?? Promise.resolve({ ok: false, why: NO_CONNECTION })
  }

  /** Has what the console of a thing has sent, and what comes, until the returned function is called. */
  watch(thing: ArtifactId): () => void {
    const leaving = this.#connected.promise.then((connection) => connection.watch(thing))
    return () => void leaving.then((leave) => leave())
  }

  /** Somebody deleted from the device what it kept of this. */
  writeAnew(): void {
    this.#connection?.look()
    this.#base.doubt()
  }

  retry(): void {
    if (this.#connection) this.#connection.keeper.retry()
    else if (this.#isShown) void this.#connect()
  }

  drop(): void {
    this.#connection?.keeper.drop()
  }

  wake(): void {
    if (this.#connection) this.#connection.keeper.wake()
    else this.retry()
  }

  async close(): Promise<void> {
    this.#world = null
    this.#connection?.close()
    await this.#base.close()
    this.document.destroy()
  }

  async #connect(): Promise<void> {
    // What the device has of it is shown meanwhile.
    await this.#device.outside.shown
    // Without a network it may not come; then it comes with the next try.
    const loaded = await loadConnection().catch(() => null)
    const world = this.#world
    if (!loaded || !world || this.#connection) return
    const { outside } = this.#device
    this.#connection = loaded.openLiveConnection({
      outside,
      room: this.#room,
      world,
      document: this.document,
      received: (update) => this.#base.give(update),
      tell: this.#tell,
    })
    this.#connected.resolve(this.#connection)
  }
}
