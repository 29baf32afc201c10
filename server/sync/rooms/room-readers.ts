// Who a room tells of what is stored: the connections in it, and those within the node who hold it open.
import { HOST } from '../../../shared/world/address.ts'
import { presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { writeEntries, type PresenceEntry } from '../presence/presence-entries.ts'
import { onlySender, type Sender } from './frame-senders.ts'
import type { LogEntry } from './log-entries.ts'
import type { RoomHolder, RoomMember } from './room-member.ts'
import { UpdateFanOut } from './update-fan-out.ts'

/** Most rooms are held by nobody. */
const NOBODY: readonly RoomHolder[] = []

export class RoomReaders {
  readonly #readers = new Set<RoomMember>()
  #holders: readonly RoomHolder[] = NOBODY
  /**
   * Whether everybody here was told already what is on its way to the disk: a host's update, which is on the
   * host's disk.
   */
  #isToldToAll = false
  /** Of a live document; null: of another one. */
  readonly #live: UpdateFanOut | null

  /** `isLive`: of a live document. */
  constructor(isLive: boolean, clock: ServerClock) {
    this.#live = isLive ? new UpdateFanOut(clock) : null
  }

  /** How many are in the room, and hold it open. */
  get size(): number {
    return this.#readers.size + this.#holders.length
  }

  /** `readsDeltas`: reads updates of a live document as deltas. */
  add(connection: RoomMember, readsDeltas: boolean): void {
    this.#readers.add(connection)
    if (!connection.isBare) this.#live?.add(connection, readsDeltas)
    // They are given what is on the disk, and were not told what is on its way.
    this.#isToldToAll = false
  }

  remove(connection: RoomMember): void {
    this.#readers.delete(connection)
    this.#live?.remove(connection)
  }

  hold(holder: RoomHolder): void {
    this.#holders = [...this.#holders, holder]
  }

  /** False: they do not hold it. */
  letGo(holder: RoomHolder): boolean {
    if (!this.#holders.includes(holder)) return false
    this.#holders = this.#holders.filter((other) => other !== holder)
    return true
  }

  /** Nobody holds it any more, since it cannot go on. */
  breakHolds(error: unknown): void {
    const holders = this.#holders
    this.#holders = NOBODY
    for (const holder of holders) holder.broke(error)
  }

  /**
   * Tells of an update that is on the host's disk before it is on the disk here. The log here is a copy, and
   * readers see the update no later than need be. `isFirst`: nothing else is on its way.
   */
  tellAtOnce(update: Uint8Array, isFirst: boolean): void {
    if (isFirst) this.#isToldToAll = true
    this.tellUpdate(update, null)
    for (const holder of this.#holders) holder.coming?.(update)
  }

  /** Tells what these added, which is on the disk. */
  tellStored(entries: readonly LogEntry<Sender>[], update: Uint8Array): void {
    if (!this.#isTold(entries)) this.tellUpdate(update, onlySender(entries))
    this.#tellHolders(update)
  }

  /** Tells all of a part of a large edit, which is on the disk. */
  tellPart(update: Uint8Array): void {
    this.tellUpdate(update, null)
    this.#tellHolders(update)
  }

  /** Tells those within the node alone. */
  #tellHolders(update: Uint8Array): void {
    for (const holder of this.#holders) holder.stored(update)
  }

  #isTold(entries: readonly LogEntry<Sender>[]): boolean {
    return (
      this.#isToldToAll && entries.every(({ member, isElsewhere }) => member === HOST && isElsewhere !== true)
    )
  }

  tellPresence(all: readonly PresenceEntry[]): void {
    if (all.length > 0) {
      const message = presenceFrame(writeEntries(all))
      for (const reader of this.#readers) if (!reader.isBare) reader.send(message)
    }
    for (const holder of this.#holders) holder.present?.(all)
  }

  tellUpdate(update: Uint8Array, except: RoomMember | null): void {
    if (this.#live !== null) return this.#live.tell(update)
    const message = syncFrame('update', update)
    for (const reader of this.#readers) if (reader !== except && !reader.isBare) reader.send(message)
  }

  /** Sends somebody all that was told so far, and then these frames. */
  catchUp(reader: RoomMember, last: readonly Uint8Array[]): void {
    if (this.#live !== null) return this.#live.catchUp(reader, last)
    for (const frame of last) reader.send(frame)
  }

  /** Nothing is read from them any more. */
  retire(): void {
    for (const reader of this.#readers) reader.retire()
  }

  /** Likewise, since the world goes to another process. */
  leave(): void {
    for (const reader of this.#readers) reader.leave()
  }

  closeAll(code: number, reason: string): void {
    this.#live?.flush()
    for (const reader of this.#readers) reader.close(code, reason)
  }
}
