// What was merged into which world, when and by whom. A merge whose draft has not followed yet, after a stop
// in the middle, says by which edit of the draft and the parent it was made, so that it can be made again.
import { z } from 'zod'
import type { Conflict, OpenConflict, Selection } from '../../../shared/history/merge/merge-types.ts'
import type { Json } from '../../../shared/json/json-value.ts'
import { isPlainJson } from '../../../shared/json/plain-json.ts'
import type { WorldId } from '../../../shared/world/address.ts'
import { memberId, plainJson, thingId, worldId } from '../../records/record-shapes.ts'
import { textSpots, type DraftRecord } from '../../drafts/draft-table.ts'
import type { RecordTable, RecordTables, TableChange } from '../../records/record-tables.ts'

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
      z.object({
        id: thingId,
        key: z.string(),
        ...textSpots,
        at,
        base: value,
        parent: value,
        draft: value,
        /** Values are left out that were too large, or are too old. */
        isCut: z.literal(true).exactOptional(),
      }),
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

export const openMerges = (tables: RecordTables): Promise<MergeTable> =>
  tables.table('merge', MergeRecord, ({ by }) => by)

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

/**
 * Most conflicts that a record keeps, and most bytes of JSON of each value and of all: every record is in
 * memory.
 */
const KEPT_CONFLICTS = 200
const KEPT_BYTES = 2_000
const KEPT_ALL_BYTES = 50_000
/** So many of the last merges into a world keep the values of their conflicts. */
const MERGES_WITH_VALUES = 20

/** The values before both changed them, of conflicts that stay open. */
export function keptBases(open: readonly OpenConflict[]): NonNullable<DraftRecord['open']> {
  const kept = createKeeper()
  return open.slice(0, KEPT_CONFLICTS).map((one) => ({ ...conflictPlace(one), ...kept('base', one.base) }))
}

/** Values that are too large for a record are left out of it. */
export function keptConflicts(conflicts: readonly Conflict[]): MergeRecord['conflicts'] {
  const kept = createKeeper()
  return conflicts.slice(0, KEPT_CONFLICTS).map((one) => {
    const values = { ...kept('base', one.base), ...kept('parent', one.parent), ...kept('draft', one.draft) }
    const isCut = SIDES.some((side) => one[side] !== undefined && !(side in values))
    return { ...conflictPlace(one), ...values, ...(isCut && { isCut }) }
  })
}

/** Where a conflict is, without anybody's words. */
export const conflictPlace = ({ id, key, kind, spots, at: from }: Conflict) => ({
  id,
  key,
  ...(kind && { kind }),
  ...(from !== undefined && { at: from }),
  ...(spots && { spots: spots.map((range) => ({ ...range })) }),
})

/** The changes that add a merge, and leave of older ones into its world where their conflicts were. */
export const addingMerge = (merges: MergeTable, id: string, made: MergeRecord): readonly TableChange[] => [
  merges.set(id, made),
  ...withoutOldValues(merges, made.parent),
]

const withoutOldValues = (merges: MergeTable, parent: WorldId): readonly TableChange[] =>
  mergesInto(merges, parent)
    .slice(MERGES_WITH_VALUES - 1)
    .filter(([, { conflicts }]) => conflicts.some(hasValues))
    .map(([id, merge]) => merges.set(id, { ...merge, conflicts: merge.conflicts.map(withoutValues) }))

const SIDES = ['base', 'parent', 'draft'] as const

const hasValues = (conflict: MergeRecord['conflicts'][number]): boolean =>
  SIDES.some((side) => conflict[side] !== undefined)

const withoutValues = (conflict: MergeRecord['conflicts'][number]): MergeRecord['conflicts'][number] => ({
  ...conflictPlace(conflict),
  isCut: true,
})

/** Keeps values for one record, as long as there is room. */
function createKeeper(): (name: string, value: unknown) => Record<string, Json> {
  let left = KEPT_ALL_BYTES
  return (name, value) => {
    if (!isPlainJson(value, Infinity)) return {}
    const bytes = JSON.stringify(value).length
    if (bytes > Math.min(KEPT_BYTES, left)) return {}
    left -= bytes
    return { [name]: value }
  }
}
