// Somebody of this node who is in one world of another node, or who wrote something there that waits for its
// host: their lines, and how much waits.
import { isDeepStrictEqual } from 'node:util'
import type { HostEvent } from '../../../shared/wire/frames/action-frames.ts'
import {
  isNewer,
  readEntries,
  writeEntries,
  type ActionClient,
  type PresenceEntry,
} from '../../sync/sync-server.ts'
import type { TabLine } from './tab-line.ts'
import type { UpdateSender } from './update-sender.ts'

export class CopyUser {
  isInScene = false
  /** How many ask for the state of the world here without being in it. */
  readers = 0
  /** Their tabs, each with a line of its own. */
  readonly askers = new Map<ActionClient, TabLine>()
  /** Sends what they wrote. */
  sender: UpdateSender | null = null
  readonly announced = new Announced()
  #updates = 0
  #bytes = 0
  #told: HostEvent | null = null

  /** The edits that wait for the host, as far as they were counted. */
  get waiting(): { readonly updates: number; readonly bytes: number } {
    return { updates: this.#updates, bytes: this.#bytes }
  }

  /** A disk that failed may have written what was not counted: it is known once it was sent. */
  get isWaiting(): boolean {
    return this.#updates > 0 || this.sender?.isWaiting === true
  }

  get isUsing(): boolean {
    return this.isInScene || this.readers > 0 || this.askers.size > 0 || this.isWaiting
  }

  /** How much more waits, or, below 0, less. */
  count(updates: number, bytes: number): void {
    this.recount(this.#updates + updates, this.#bytes + bytes)
  }

  /** How much waits. */
  recount(updates: number, bytes: number): void {
    this.#updates = Math.max(0, updates)
    this.#bytes = Math.max(0, bytes)
  }

  retry(): void {
    this.sender?.retry()
    for (const line of this.askers.values()) line.retry()
  }

  dropSender(): void {
    this.sender?.stop()
    this.sender = null
  }

  stop(why: string | null): void {
    this.sender?.stop()
    for (const line of this.askers.values()) line.stop(why)
  }

  /**
   * Tells their tabs how it is with the host, unless they know. Others may have written as often as before,
   * and something else.
   */
  tell(event: HostEvent): void {
    if (isDeepStrictEqual(event, this.#told)) return
    this.#told = event
    for (const asker of this.askers.keys()) asker.tell(event)
  }
}

/** The presence of one person's tabs, for telling the host anew when a connection there was opened again. */
class Announced {
  readonly #entries = new Map<number, PresenceEntry>()

  /** Takes in an awareness update about one's own tabs. */
  take(update: Uint8Array): void {
    for (const entry of readEntries(update) ?? []) {
      if (!isNewer(entry, this.#entries.get(entry.id))) continue
      if (entry.state === 'null') this.#entries.delete(entry.id)
      else this.#entries.set(entry.id, entry)
    }
  }

  /** All of it as one awareness update; null where no tab said anything. */
  all(): Uint8Array | null {
    return this.#entries.size === 0 ? null : writeEntries([...this.#entries.values()])
  }

  clear(): void {
    this.#entries.clear()
  }
}
