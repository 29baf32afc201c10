// The senders of updates for a document's log, who are told what came of them: a connection with its frames,
// or code within the node.
import type { RoomMember } from './room-member.ts'
import type { LogEntry } from './log-entries.ts'

/** The sender of a frame, and the number that the sender gave it. */
export interface FrameSender {
  readonly connection: RoomMember
  /** Null: more of the same frame comes. */
  readonly frame: number | null
  readonly isStep2: boolean
}

/** Writes from within the node, and is told when it is on the disk, or why it is not. */
interface Writer {
  resolve(): void
  reject(error: unknown): void
}

export type Sender = FrameSender | Writer

/** Nobody waits for an update that comes from another log. */
export const NO_ONE: Writer = { resolve: () => undefined, reject: () => undefined }

export const isWriter = (sender: Sender): sender is Writer => 'reject' in sender
export const isFrame = (sender: Sender): sender is FrameSender => !isWriter(sender)

/** The one connection that all entries come from, which knows them already; null when there are several. */
export function onlySender(entries: readonly LogEntry<Sender>[]): RoomMember | null {
  let only: RoomMember | null = null
  for (const { addition, sender } of entries) {
    if (addition === null) continue
    if (isWriter(sender) || (only !== null && sender.connection !== only)) return null
    only = sender.connection
  }
  return only
}

/** Tells the connections that frames came from how many are on the disk: once, where they stand together. */
export function sendReceipts(entries: readonly LogEntry<Sender>[]): void {
  let told: RoomMember | null = null
  for (const { sender } of entries) {
    if (isWriter(sender) || sender.connection === told) continue
    told = sender.connection
    told.receipt()
  }
}
