// What a room does when something of its log is on the disk, or is not.
import { isPersonal, type DocumentKey } from '../../storage/store.ts'
import { whyNotSaved } from '../../storage/store-faults.ts'
import type { HeldLease } from '../../contracts/world-lease.ts'
import { isFrame, isWriter, sendReceipts, type Sender } from './frame-senders.ts'
import { bytesOf, type LogEntry } from './log-entries.ts'
import type { JournalListener } from './log-writer.ts'
import type { RoomEvent } from './room-events.ts'
import type { RoomReaders } from './room-readers.ts'

/** The room whose log it is. */
interface WrittenRoom {
  readonly key: DocumentKey
  readonly lease: HeldLease | undefined
  report(event: RoomEvent): void
  /** The copy in memory cannot be trusted any more. */
  broke(error: unknown): void
  /** Another process may have its world. */
  outdated(): void
}

export class RoomJournal implements JournalListener<Sender> {
  readonly #room: WrittenRoom
  readonly #readers: RoomReaders

  constructor(room: WrittenRoom, readers: RoomReaders) {
    this.#room = room
    this.#readers = readers
  }

  stored(entries: readonly LogEntry<Sender>[], update: Uint8Array | null): void {
    if (update !== null) this.#readers.tellStored(entries, update)
    let updates = 0
    let bytes = 0
    for (const entry of entries) {
      const { sender } = entry
      if (isFrame(sender)) sender.connection.stored(sender.frame, sender.isStep2)
      const added = entry.isElsewhere === true ? 0 : bytesOf(entry)
      updates += added > 0 ? 1 : 0
      bytes += added
    }
    sendReceipts(entries)
    for (const { sender } of entries) if (isWriter(sender)) sender.resolve()
    this.#room.report({ type: 'saved', updates, bytes })
  }

  told(update: Uint8Array): void {
    this.#readers.tellPart(update)
  }

  failed(entries: readonly LogEntry<Sender>[], error: unknown): void {
    this.#room.report({ type: 'trouble', error })
    for (const { sender } of entries) {
      if (isWriter(sender)) sender.reject(error)
      else sender.connection.cannotSave(whyNotSaved(error))
    }
    this.#readers.breakHolds(error)
    // It missed what it followed meanwhile: it is read anew from both logs.
    if (isPersonal(this.#room.key.kind)) this.broke(error)
  }

  outdated({ sender }: LogEntry<Sender>, error: Error): void {
    if (isWriter(sender)) sender.reject(error)
  }

  lost(entries: readonly LogEntry<Sender>[], error: Error): void {
    for (const { sender } of entries) if (isWriter(sender)) sender.reject(error)
    this.#readers.breakHolds(error)
    this.#room.lease?.refused()
    this.#room.outdated()
  }

  recovered(update: Uint8Array | null): void {
    if (update !== null) this.#readers.tellUpdate(update, null)
    this.#room.report({ type: 'recovered' })
  }

  warned(error: unknown): void {
    this.#room.report({ type: 'warned', error })
  }

  broke(error: unknown): void {
    this.#room.broke(error)
  }
}
