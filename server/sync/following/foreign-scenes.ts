// Worlds of other nodes, as the sync side sees them. The code that follows them implements this. Here they
// are rooms like any others, but for their scenes: everybody has a layered scene of their own there (see
// layered-scene.ts).
import type { Address, LineId, MemberId } from '../../../shared/world/address.ts'
import type { UndoneEdits } from '../../../shared/wire/frames/sync-frames.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { UnderLease } from '../../contracts/world-lease.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { RoomEvent } from '../rooms/room-events.ts'

/** Why somebody cannot be in a world, as their socket is told. */
export interface ClosedToMember {
  readonly code: number
  readonly reason: string
}

/** Edits that a world's host refused, to be kept as a copy; `upTo` names them until they were taken. */
export type RefusedWork = UndoneEdits

export interface ForeignScenes {
  /** The copy of a world, once it is here; or why somebody cannot be in it. */
  find(address: Address, member: Member): Promise<WorldRecord | ClosedToMember>
  /**
   * The world's line as somebody sees it: another one after their edits were undone, so that their devices
   * begin anew.
   */
  lineOf(world: WorldRecord, member: MemberId): LineId
  /** The edits that somebody is to keep as a copy; `taken` says that they have them. */
  undoneOf(world: WorldRecord, member: MemberId): Promise<readonly RefusedWork[]>
  taken(world: WorldRecord, member: MemberId, upTo: number): void
  /**
   * Asks a world's host what somebody may do, since what it said last may be old; resolves when it answered,
   * or does not soon. Never rejects.
   */
  askRight(world: WorldRecord, member: MemberId): Promise<void>
  /**
   * An edit of this person cannot be read over the host's state. It is undone, under the lease of the world's
   * copy, when this resolves.
   */
  unfounded(world: WorldRecord, member: MemberId, under: UnderLease): Promise<void>
  /** Somebody is at their layered scene now, or is there no more. */
  came(world: WorldRecord, member: Member): void
  left(world: WorldRecord, member: MemberId): void
  /** More waits for the host: it is on this node's disk. */
  wrote(world: WorldRecord, member: MemberId, updates: number, bytes: number): void
  /**
   * Somebody at their layered scene says that they are there: an awareness update about their own tabs alone.
   */
  present(world: WorldRecord, member: MemberId, update: Uint8Array): void
  /** Why no more of somebody's edits can be kept for the host; null while they can. */
  whyFull(world: WorldRecord, member: MemberId): string | null
}

/** Tells what happened in somebody's layered scene. */
export function tellForeign(
  foreign: ForeignScenes,
  world: WorldRecord,
  member: MemberId,
  event: RoomEvent,
): void {
  if (event.type === 'saved' && event.updates > 0) foreign.wrote(world, member, event.updates, event.bytes)
  if (event.type === 'present') foreign.present(world, member, event.update)
  if (event.type === 'empty') foreign.left(world, member)
}
