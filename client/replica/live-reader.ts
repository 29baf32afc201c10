// The live document of a world, as it is read: from the device first, then from the server. Nothing is ever
// written: what one wants is asked of the world's owner, over the same connection.
import * as Y from 'yjs'
import type { Action } from '../../shared/play/acts/action.ts'
import type { WireEvent } from '../../shared/wire/frames/action-frames.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { NO_CONNECTION, type Outcome } from '../../shared/world/live/live-state-values.ts'
import type { LiveConnection } from './connection/live-connection.ts'
import type { SyncRoom } from './connection/socket-link.ts'
import type { Device } from './storage/device.ts'
import { DeviceBase } from './storage/base.ts'
import { applyReadable } from './storage/merge-updates.ts'
import { readPlace } from './storage/places.ts'
import { placeOf, type WorldIdentity } from './storage/stored-rows.ts'

export type LiveReader = ReturnType<typeof openLive>

/** `tell` gets the events that the server sends. */
export function openLive(device: Device, room: SyncRoom, tell: (event: WireEvent) => void) {
  const document = new Y.Doc()
  const show = (updates: readonly Uint8Array[]): void => applyReadable(document, updates)
  const base = new DeviceBase(device)
  let world: WorldIdentity | null = null
  /** Whether the device's copy is in the document. */
  let isShown = false
  let connection: LiveConnection | null = null
  const connected = Promise.withResolvers<LiveConnection>()

  async function connect(): Promise<void> {
    // What the device has of it is shown meanwhile.
    await device.outside.shown
    // Without a network its code may not come; then it comes with the next try.
    const loaded = await import('./connection/live-connection.ts').catch(() => null)
    if (!loaded || !world || connection) return
    connection = loaded.openLiveConnection(device.outside, room, world, document, base, tell)
    connected.resolve(connection)
  }

  function retry(): void {
    if (connection) connection.reader.keeper.retry()
    else if (isShown) void connect()
  }

  return {
    document,
    retry,
    /** Shows what the device has of this world, and connects. Once. */
    async follow(followed: WorldIdentity): Promise<void> {
      world = followed
      const place = placeOf(world, 'live')
      // An older version of this program, or a guest who is this account now, may have put rows there.
      const reading = readPlace(device.database, place).catch(() => null)
      show(await base.read(place, reading, show))
      isShown = true
      await connect()
    },
    /** Asks the world's owner; says why when it could not be. Never rejects. */
    act: (action: Action): Promise<Outcome> =>
      connection?.actions.act(action) ?? Promise.resolve({ ok: false, why: NO_CONNECTION }),
    /** Has what the console of a thing has sent, and what comes, until the returned function is called. */
    watch(thing: ArtifactId): () => void {
      const leaving = connected.promise.then(({ actions }) => actions.watch(thing))
      return () => void leaving.then((leave) => leave())
    },
    /** Somebody deleted from the device what it kept of this. */
    writeAnew(): void {
      connection?.reader.look()
      base.doubt()
    },
    drop: (): void => connection?.reader.keeper.drop(),
    wake: (): void => (connection ? connection.reader.keeper.wake() : retry()),
    async close(): Promise<void> {
      world = null
      connection?.reader.close()
      connection?.actions.close()
      await base.close()
      document.destroy()
    },
  }
}
