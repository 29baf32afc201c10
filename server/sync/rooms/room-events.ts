// What a room takes in, what it tells whoever opened it, and with which errors it refuses.
import type { MemberId } from '../../../shared/world/address.ts'
import type { RefusalCode } from '../../../shared/wire/frames/sync-frames.ts'
import type { Verdict } from '../validation/update-guard.ts'

/** What the node would write is more than the document, or its writer, has room for; why, in plain words. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused'
}

/** Everybody was sent away: there is another room, or none. */
export class RoomClosed extends Error {
  override readonly name = 'RoomClosed'
}

export type RoomAddition = Extract<Verdict, { type: 'adds' }>

/** The events of a room for its caller. */
export type RoomEvent =
  | { readonly type: 'saved'; readonly updates: number; readonly bytes: number }
  | { readonly type: 'refused'; readonly member: MemberId; readonly code: RefusalCode }
  /** Somebody at their layered scene says that they are there, and what they look at. */
  | { readonly type: 'present'; readonly update: Uint8Array }
  /** `lost`: another process owns the world, or may. */
  | { readonly type: 'empty' | 'recovered' | 'lost' }
  | { readonly type: 'trouble' | 'warned' | 'broken'; readonly error: unknown }
