// Comments on the differences of drafts: small records of the node.
import { z } from 'zod'
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

export const openComments = (tables: RecordTables): Promise<CommentTable> =>
  tables.table('draft-comment', CommentRecord, ({ by }) => by)
