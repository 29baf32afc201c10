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
import { baseName, readBase } from './storage/bases.ts'
import type { DeviceBase } from './storage/device-base.ts'
import { answer } from './storage/database.ts'
import { readPlace } from './storage/stored-documents.ts'
import { placeOf, type WorldIdentity } from './storage/stored-rows.ts'

const loadConnection = () =>
  Promise.all([import('./connection/live-connection.ts'), import('./storage/device-base.ts')])

export class LiveReader {
  readonly document = new Y.Doc()
  readonly #device: Device
  readonly #room: SyncRoom
  readonly #tell: (event: WireEvent) => void
  #base: DeviceBase | null = null
  /** What lies in the small database until it is in base. */
  #rows: Uint8Array[] = []
  #rowKeys: readonly IDBValidKey[] = []
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
  }

  /** Shows what the device has of this world, and connects. Once. */
  async follow(world: WorldIdentity): Promise<void> {
    const { database, outside, member } = this.#device
    this.#world = world
    const place = placeOf(world, 'live')
    const [kept, { rows, rowKeys }] = await Promise.all([
      readBase(outside, baseName(member, place)),
      readPlace(database, place).catch(() => ({ rows: [], rowKeys: [] })),
    ])
    for (const row of [...kept, ...rows]) Y.applyUpdate(this.document, row)
    this.#rows = [...rows]
    this.#rowKeys = rowKeys
    this.#isShown = true
    await this.#connect()
  }

  /** An older version of this program, or a guest who is this account now, had put them there. */
  async #leaveRows(): Promise<void> {
    const keys = this.#rowKeys
    this.#rowKeys = []
    if (keys.length === 0) return
    await this.#device.database.write(['rows'], async (transaction) => {
      const store = transaction.objectStore('rows')
      await Promise.all(keys.map((key) => answer(store.delete(key))))
    })
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
    this.#base?.give(Y.encodeStateAsUpdate(this.document))
  }

  retry(): void {
    if (this.#connection) this.#connection.retry()
    else if (this.#isShown) void this.#connect()
  }

  sleep(): void {
    this.#connection?.drop()
  }

  wake(): void {
    if (this.#connection) this.#connection.wake()
    else this.retry()
  }

  async close(): Promise<void> {
    this.#world = null
    this.#connection?.close()
    await this.#base?.close()
    this.document.destroy()
  }

  async #connect(): Promise<void> {
    // What the device has of it is shown meanwhile.
    await this.#device.outside.shown
    // Without a network it may not come; then it comes with the next try.
    const loaded = await loadConnection().catch(() => null)
    const world = this.#world
    if (!loaded || !world || this.#connection) return
    const [{ openLiveConnection }, { DeviceBase }] = loaded
    const { outside, member } = this.#device
    const base = new DeviceBase(
      outside,
      baseName(member, placeOf(world, 'live')),
      () => void this.#device.quietly(() => this.#leaveRows()),
    )
    for (const row of this.#rows.splice(0)) base.give(row)
    this.#base = base
    this.#connection = openLiveConnection({
      outside,
      room: this.#room,
      world,
      document: this.document,
      received: (update) => base.give(update),
      tell: this.#tell,
    })
    this.#connected.resolve(this.#connection)
  }
}
