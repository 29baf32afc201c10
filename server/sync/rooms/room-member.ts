// A room's members: connections of clients, and parts of the node that hold it open.
import type { Member } from '../../contracts/request-member.ts'
import type { PresenceEntry } from '../presence/presence-entries.ts'

/** A client's connection. */
export interface RoomMember {
  readonly member: Member
  /** Is told nothing of the document itself. */
  readonly isBare: boolean
  /** As one piece. */
  send(...frames: readonly Uint8Array[]): void
  /** A frame of theirs is on the disk; null: a piece of one that goes on. */
  stored(frame: number | null, isStep2: boolean): void
  /** Tells how many frames are on the disk, when there is something new to tell. */
  receipt(): void
  /** The disk failed under a frame of theirs. */
  cannotSave(why: string): void
  /** Reads nothing any more. Updates on their way to the disk are still answered. */
  retire(): void
  /** Likewise, since the world goes to another process. */
  leave(): void
  close(code: number, reason: string): void
}

/** Follows a document from within the node, and keeps its room open. */
export interface RoomHolder {
  /** A host says that this is on its disk; it is on its way to the one here, and will be `stored`. */
  coming?(update: Uint8Array): void
  /** This is on the disk. */
  stored(update: Uint8Array): void
  /** Takes news of the people who are there. */
  present?(entries: readonly PresenceEntry[]): void
  /** The room is closed, or its disk failed: nothing more is told. */
  broke(error: unknown): void
}
