// What a connection is made of.
import type { Right } from '../../../shared/world/rights.ts'
import type { LineId } from '../../../shared/world/address.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { ImportMarks } from '../rooms/import-marks.ts'
import type { SyncSocket } from '../socket/sync-socket.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldActions } from './action-requests.ts'
import type { InboxParts } from './frame-inbox.ts'
import type { MovedConnection } from './moved-connection.ts'

export interface ConnectionOptions {
  readonly wire: SyncSocket
  readonly member: Member
  /** The client asked for our own frames. */
  readonly isInkland: boolean
  /** It reads updates of a live document as deltas. */
  readonly readsDeltas?: boolean
  /**
   * The client is another node that has the document from elsewhere: it sends edits, presence and actions,
   * and is told what became of them.
   */
  readonly isBare?: boolean
  /** The client is another node that keeps the document for many people. It is nobody who is here. */
  readonly isFollower?: boolean
  readonly clock: ServerClock
  readonly shared: InboxParts
  /** The member's right in this world, asked for each frame. */
  readonly right: () => Right
  /** The member's right without what keeps them from using it for now; null: it is their right. */
  readonly standing?: () => Right | null
  /** The reason that the client gets once its member may not see the world any more. */
  readonly whyNot: () => { readonly code: number; readonly reason: string }
  /** Whether its member may see what the world was before; everybody may, unless given. */
  readonly seesPast?: () => boolean
  /** Without it, nothing counts as an import. */
  readonly imports?: ImportMarks
  /** Answers actions. Without it, nobody does. */
  readonly actions?: WorldActions | undefined
  /** The world's line as this member sees it; the world's own unless given. */
  readonly lineOf?: (world: WorldRecord) => LineId
  /** The client has the undone edits, up to this one. */
  readonly onTaken?: (upTo: number) => void
  /** In a world of another node, what `right` says may be old: resolves when its host was asked. */
  readonly askRight?: () => Promise<void>
  /** The client was here before, by another process, which says this of it. */
  readonly moved?: MovedConnection | null
  /** Rows of a log, for a client who comes from another process. */
  readonly rowsAfter: Store['log']
  readonly onClosed: () => void
}
