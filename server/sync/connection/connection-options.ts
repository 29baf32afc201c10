// What a connection is made of.
import type { Member, ShownMember } from '../../contracts/request-member.ts'
import type { ClosingPace } from '../../time/closing-pace.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { ImportMarks } from '../rooms/import-marks.ts'
import type { SyncSocket } from '../socket/sync-socket.ts'
import type { WorldActions } from './action-requests.ts'
import type { ConnectionPlace } from './connection-place.ts'
import type { InboxParts } from './frame-inbox.ts'

/** What all connections of a node have in common. */
export interface ConnectionParts extends InboxParts {
  readonly clock: ServerClock
  readonly imports: ImportMarks
  /** Answers actions. Without it, nobody does. */
  readonly actions: WorldActions | undefined
  /** What others see of a member; never rejects. */
  readonly shownAs: (member: Member) => ShownMember | Promise<ShownMember>
  /** At which sockets are closed whose world goes elsewhere; at once, where there is no other process. */
  readonly pace?: Pick<ClosingPace, 'add'> | undefined
  /** Those that are open: one that closes leaves it. */
  readonly open: Pick<Set<object>, 'delete'>
}

export interface ConnectionOptions {
  readonly wire: SyncSocket
  readonly member: Member
  readonly place: ConnectionPlace
  /** The client asked for our own frames. */
  readonly isInkland: boolean
  /** It reads updates of a live document as deltas. */
  readonly readsDeltas: boolean
  /**
   * The client is another node that has the document from elsewhere: it sends edits, presence and actions,
   * and is told what became of them.
   */
  readonly isBare: boolean
  /** The client is another node that is heard every few seconds as long as it can be. */
  readonly beats: boolean
  /** The client is another node that keeps the document for many people. It is nobody who is here. */
  readonly isFollower: boolean
}
