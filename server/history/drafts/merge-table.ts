// What was merged into which world, when and by whom. A merge whose draft has not followed yet, after a stop
// in the middle, says by which edit of the draft and the parent it was made, so that it can be made again.
import { z } from 'zod'
import type { Conflict, OpenConflict, Selection } from '../../../shared/history/merge/merge-types.ts'
import type { Json } from '../../../shared/json/json-value.ts'
import { isPlainJson } from '../../../shared/json/plain-json.ts'
import type { WorldId } from '../../../shared/world/address.ts'
import { memberId, plainJson, thingId, worldId } from '../../records/record-shapes.ts'
import { textSpots, type DraftRecord } from '../../drafts/draft-table.ts'
import type { RecordTable, RecordTables } from '../../records/record-tables.ts'

const things = z.array(thingId)
const value = z.exactOptional(plainJson)
const at = z.number().exactOptional()

/** Under the id of the merge. */
const MergeRecord = z.lazy(() =>
  z.object({
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
    conflicts: z.array(
      z.object({ id: thingId, key: z.string(), ...textSpots, at, base: value, parent: value, draft: value }),
    ),
    isReverted: z.boolean(),
    /** Its rows say so, and those of its revert. */
    isPublished: z.boolean().exactOptional(),
    /**
     * It was reverted, and the draft does not have its differences back yet; the parent's revision before.
     */
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
        choices: z.array(
          z.object({ id: thingId, key: z.string(), at, side: z.enum(['draft', 'parent', 'both']) }),
        ),
      })
      .nullable(),
  }),
)
export type MergeRecord = z.infer<typeof MergeRecord>

export type MergeTable = RecordTable<MergeRecord>

export const openMerges = (tables: RecordTables): Promise<MergeTable> => tables.table('merge', MergeRecord)

/** The merges into a world, newest first. */
export const mergesInto = (
  merges: MergeTable,
  parent: WorldId,
): readonly (readonly [string, MergeRecord])[] =>
  [...merges.entries()].filter(([, merge]) => merge.parent === parent).toSorted(([, a], [, b]) => b.at - a.at)

export const copyOfSelection = ({ things, pages, passages }: Selection) => ({
  things: [...things],
  pages: [...pages],
  passages: [...passages],
})

/** Most conflicts that a record keeps, and most bytes of JSON of each value. */
const KEPT_CONFLICTS = 200
const KEPT_BYTES = 2_000

/** The values before both changed them, of conflicts that stay open. */
export const keptBases = (open: readonly OpenConflict[]): NonNullable<DraftRecord['open']> =>
  open.slice(0, KEPT_CONFLICTS).map((one) => ({ ...named(one), ...kept('base', one.base) }))

/** Values that are too large for a record are left out of it. */
export function keptConflicts(conflicts: readonly Conflict[]): MergeRecord['conflicts'] {
  return conflicts.slice(0, KEPT_CONFLICTS).map(({ base, parent, draft, at: from, ...one }) => ({
    ...named(one),
    ...(from !== undefined && { at: from }),
    ...kept('base', base),
    ...kept('parent', parent),
    ...kept('draft', draft),
  }))
}

const named = ({ id, key, kind, spots }: OpenConflict) => ({
  id,
  key,
  ...(kind && { kind }),
  ...(spots && { spots: spots.map((range) => ({ ...range })) }),
})

function kept(name: string, value: unknown): Record<string, Json> {
  const isKept = isPlainJson(value, Infinity) && JSON.stringify(value).length <= KEPT_BYTES
  return isKept ? { [name]: value } : {}
}
