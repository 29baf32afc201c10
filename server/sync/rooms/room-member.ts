// Who is in a room, as the room knows them: a client's connection.
import type { Member } from '../../contracts/request-member.ts'
import type { Message } from '../socket/outgoing-message.ts'

export interface RoomMember {
  readonly member: Member
  /** Is told nothing of the document itself. */
  readonly isBare: boolean
  send(message: Message): void
  /** A frame of theirs is on the disk; null: a piece of one that goes on. */
  stored(frame: number | null, isStep2: boolean): void
  /** Tells how many frames are on the disk, when there is something new to tell. */
  receipt(): void
  /** The disk failed under a frame of theirs. */
  cannotSave(why: string): void
  /** Reads nothing any more; what is on its way to the disk is still told. */
  retire(): void
  close(code: number, reason: string): void
}
