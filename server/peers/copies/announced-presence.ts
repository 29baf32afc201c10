// The presence of one person's tabs in a world of another node, for telling its host anew when a connection
// there was opened again.
import { isNewer, readEntries, writeEntries, type PresenceEntry } from '../../sync/sync-server.ts'

export class Announced {
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
