// The live document of a world, as it is read: from the device first, then from the server. Nothing is ever
// written: what one wants is asked of the world's owner, over the same connection.
import * as Y from 'yjs'
import type { Action } from '../../shared/play/acts/action.ts'
import {
  actionFrame,
  parseEvent,
  parseOutcome,
  type WireEvent,
} from '../../shared/wire/frames/action-frames.ts'
import { syncFrame, type ServerFrame } from '../../shared/wire/frames/sync-frames.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import { ActionQueue } from './connection/action-queue.ts'
import type { Device } from './storage/device.ts'
import { DeviceLog } from './storage/device-log.ts'
import { ReconnectingSocket } from './connection/socket-link.ts'
import { EMPTY_UPDATE } from './storage/merge-updates.ts'
import { makeTabName, placeOf, type WorldIdentity } from './storage/stored-rows.ts'
import { Watching } from './connection/console-watch.ts'

export class LiveReader {
  readonly document = new Y.Doc()
  readonly #device: Device
  readonly #link: ReconnectingSocket
  readonly #actions: ActionQueue
  readonly #watching: Watching
  readonly #tell: (event: WireEvent) => void
  #journal: DeviceLog | null = null
  #world: WorldIdentity | null = null
  /** Whether this socket has told that it is about this world. */
  #met = false

  /** `tell` gets the events that the server sends. */
  constructor(device: Device, url: string, tell: (event: WireEvent) => void) {
    const { clock, random } = device.outside
    const session = makeTabName(random)
    this.#device = device
    this.#tell = tell
    this.#actions = new ActionQueue({
      clock,
      send: (sequence, action) => this.#link.send(actionFrame(sequence, { session, action })),
    })
    this.#watching = new Watching((action) => void this.#actions.act(action))
    this.#link = new ReconnectingSocket(device.outside, url, {
      opened: () => {
        this.#met = false
      },
      received: (frame) => this.#heard(frame),
      lost: () => this.#actions.lost(),
      // Whatever is wrong with the world, the scene's socket is told too, and says it.
      ended: () => this.#actions.lost(),
      doubted: () => this.#ask(),
    })
  }

  /** Shows what the device has of this world, and connects. Once. */
  async follow(world: WorldIdentity): Promise<void> {
    const { database, copies, outside } = this.#device
    this.#world = world
    const journal = new DeviceLog({
      database,
      copies,
      clock: outside.clock,
      world: world.id,
      place: placeOf(world, 'live'),
      name: makeTabName(outside.random),
      state: () => Y.encodeStateAsUpdate(this.document),
      unsaved: () => [],
      onStored: () => undefined,
      onAnew: () => undefined,
      onTrouble: () => undefined,
    })
    this.#journal = journal
    const { rows } = await journal.load()
    for (const row of rows) Y.applyUpdate(this.document, row)
    if (this.#world) this.#link.retry()
  }

  /** Asks the world's owner; says why when it could not be. Never rejects. */
  act(action: Action): Promise<Outcome> {
    return this.#actions.act(action)
  }

  /** Has what the console of a thing has sent, and what comes, until the returned function is called. */
  watch(thing: ArtifactId): () => void {
    return this.#watching.watch(thing)
  }

  /** Somebody deleted from the device what it kept of this. */
  writeAnew(): void {
    this.#journal?.writeAnew()
  }

  retry(): void {
    if (this.#world) this.#link.retry()
  }

  sleep(): void {
    this.#link.sleep()
  }

  wake(): void {
    this.#link.wake()
  }

  async close(): Promise<void> {
    this.#world = null
    this.#link.stop()
    this.#actions.close()
    await this.#journal?.close()
    this.document.destroy()
  }

  #heard(frame: ServerFrame): void {
    try {
      this.#received(frame)
    } catch (error) {
      this.#device.outside.report(error)
      this.#link.drop()
    }
  }

  #received(frame: ServerFrame): void {
    if (frame.type === 'world') {
      // Another world or line: the scene's socket will tell; until then this one tries again.
      if (frame.id !== this.#world?.id || frame.line !== this.#world.line) return this.#link.drop()
      this.#met = true
      this.#ask()
      this.#actions.connected()
      return this.#watching.connected()
    }
    if (!this.#met) return
    if (frame.type === 'step1') this.#link.send(syncFrame('step2', EMPTY_UPDATE))
    if (frame.type === 'outcome') {
      const outcome = parseOutcome(frame.json)
      if (outcome) this.#actions.answered(frame.sequence, outcome)
    }
    if (frame.type === 'event') {
      const event = parseEvent(frame.json)
      if (event) this.#tell(event)
    }
    if (frame.type === 'step2' || frame.type === 'update') this.#receive(frame.bytes.slice())
  }

  #receive(update: Uint8Array): void {
    this.#link.praise()
    Y.applyUpdate(this.document, update)
    this.#journal?.add(update)
  }

  #ask(): void {
    this.#link.send(syncFrame('step1', Y.encodeStateVector(this.document)))
  }
}
