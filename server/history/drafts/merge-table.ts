// What was merged into which world, when and by whom. A merge whose draft has not followed yet, after a stop in
// the middle, says by which edit of the draft and the parent it was made, so that it can be made again.
import { z } from 'zod'
import type { WorldId } from '../../../shared/world/address.ts'
import { memberId, plainJson, thingId, worldId } from '../../records/record-shapes.ts'
import type { RecordTable, RecordTables } from '../../records/record-tables.ts'

const things = z.array(thingId)
const value = z.exactOptional(plainJson)

/** Under the id of the merge. */
const MergeRecord = z.object({
  parent: worldId,
  draft: worldId,
  /** The draft's name. */
  title: z.string(),
  by: memberId.nullable(),
  at: z.number(),
  /** The parent's revision before it. */
  from: z.number(),
  /** The parent's revision after it. */
  revision: z.number(),
  conflicts: z.array(z.object({ id: thingId, key: z.string(), base: value, parent: value, draft: value })),
  isReverted: z.boolean(),
  /** Its rows say so, and those of its revert. */
  isPublished: z.boolean().exactOptional(),
  /** It was reverted, and the draft does not have its differences back yet; the parent's revision before. */
  returning: z.number().nullable(),
  /** Null: the draft has followed. */
  unfinished: z
    .object({
      /** The revisions of parent and draft that it was worked out from. */
      parent: z.number(),
      draft: z.number(),
      client: z.number(),
      take: z
        .object({
          things,
          pages: things,
          passages: z.array(z.object({ id: thingId, from: z.number(), to: z.number() })),
        })
        .nullable(),
      choices: z.array(z.object({ id: thingId, key: z.string(), side: z.enum(['draft', 'parent']) })),
    })
    .nullable(),
})
export type MergeRecord = z.infer<typeof MergeRecord>

export type MergeTable = RecordTable<MergeRecord>

export const openMerges = (tables: RecordTables): Promise<MergeTable> => tables.table('merge', MergeRecord)

/** The merges into a world, newest first. */
export const mergesInto = (
  merges: MergeTable,
  parent: WorldId,
): readonly (readonly [string, MergeRecord])[] =>
  [...merges.entries()].filter(([, merge]) => merge.parent === parent).toSorted(([, a], [, b]) => b.at - a.at)
