// Comments on the differences of drafts: small records of the node.
import { z } from 'zod'
import type { MemberId } from '../../shared/world/address.ts'
import { memberId, thingId, worldId } from '../records/record-shapes.ts'
import type { RecordTable, RecordTables } from '../records/record-tables.ts'

const CommentRecord = z.object({
  draft: worldId,
  thing: thingId,
  words: z.string(),
  by: memberId,
  at: z.number(),
})
export type CommentRecord = z.infer<typeof CommentRecord>
export type CommentTable = RecordTable<CommentRecord>

/** The overhead of a comment in memory and on the disk, in bytes. */
const RECORD_BYTES = 512

/** `onSize` is told how many bytes more, or less, somebody's comments take, those that are there first. */
export async function openComments(
  tables: RecordTables,
  onSize: (by: MemberId, bytes: number) => void = () => undefined,
): Promise<CommentTable> {
  const comments = await tables.table('draft-comment', CommentRecord)
  comments.watch((_, now, before) => {
    if (before !== null) onSize(before.by, -sizeOf(before))
    if (now !== null) onSize(now.by, sizeOf(now))
  })
  return comments
}

const sizeOf = ({ words }: CommentRecord): number => Buffer.byteLength(words) + RECORD_BYTES
