// What was merged into which world, when and by whom. A merge whose draft has not followed yet, after a stop
// in the middle, says by which edit of the draft and the parent it was made, so that it can be made again.
import { z } from 'zod'
import type { Conflict, OpenConflict, Selection } from '../../../shared/history/merge/merge-types.ts'
import type { Json } from '../../../shared/json/json-value.ts'
import { isPlainJson } from '../../../shared/json/plain-json.ts'
import { REVIEW_THINGS_MAX } from '../../../shared/wire/api/draft-bodies.ts'
import type { WorldId } from '../../../shared/world/address.ts'
import { memberId, plainJson, thingId, worldId } from '../../records/record-shapes.ts'
import { textSpots, type DraftRecord } from '../../drafts/draft-table.ts'
import type { RecordTable, RecordTables, TableChange } from '../../records/record-tables.ts'

const things = z.array(thingId)
const value = z.exactOptional(plainJson)
const at = z.number().exactOptional()

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
})
export type MergeRecord = z.infer<typeof MergeRecord>

const SIDES = ['base', 'parent', 'draft'] as const

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

/** Most conflicts, and most bytes of JSON: of one value or place, of all values, and of all places. */
interface ConflictBounds {
  readonly conflicts: number
  readonly eachBytes: number
  readonly valuesBytes: number
  readonly placesBytes: number
}

/** Of one record: every record is in memory. */
const KEPT: ConflictBounds = {
  conflicts: 200,
  eachBytes: 2_000,
  valuesBytes: 50_000,
  placesBytes: 100_000,
}
/** Of one answer: more than anybody looks through, and some 10 ms of the thread that serves people. */
const TOLD: ConflictBounds = {
  conflicts: REVIEW_THINGS_MAX,
  eachBytes: 64 * 1024,
  valuesBytes: 2 * 1024 * 1024,
  placesBytes: 512 * 1024,
}
/** So many of the last merges into a world keep the values of their conflicts. */
const MERGES_WITH_VALUES = 20

/** The values before both changed them, of conflicts that stay open. */
export const keptBases = (open: readonly OpenConflict[]): NonNullable<DraftRecord['open']> =>
  boundedConflicts(open, KEPT)

/** The conflicts of a merge, as far as a record keeps them. */
export const keptConflicts = (conflicts: readonly Conflict[]): MergeRecord['conflicts'] =>
  boundedConflicts(conflicts, KEPT)

/** Conflicts for an answer: with values as far as they fit into one. */
export const toldConflicts = (conflicts: readonly Conflict[]): MergeRecord['conflicts'] =>
  boundedConflicts(conflicts.map(shortened), TOLD)

/** A value that does not fit is left out of its conflict; where its place does not, the conflict is. */
function boundedConflicts(conflicts: readonly Conflict[], bounds: ConflictBounds): MergeRecord['conflicts'] {
  const fitsValues = roomFor(bounds.valuesBytes, bounds.eachBytes)
  const fitsPlaces = roomFor(bounds.placesBytes, bounds.eachBytes)
  return conflicts.slice(0, bounds.conflicts).flatMap((conflict) => {
    const place = conflictPlace(conflict)
    if (!fitsPlaces(place)) return []
    const values: Partial<Record<(typeof SIDES)[number], Json>> = {}
    let isCut = conflict.isCut === true
    for (const side of SIDES) {
      const value = conflict[side]
      if (value === undefined) continue
      if (isPlainJson(value, Infinity) && fitsValues(value)) values[side] = value
      else isCut = true
    }
    return [{ ...place, ...values, ...(isCut && { isCut }) }]
  })
}

/** Answers whether something fits, and takes the room for it. */
function roomFor(allBytes: number, eachBytes: number): (json: Json) => boolean {
  let left = allBytes
  return (json) => {
    const bytes = Buffer.byteLength(JSON.stringify(json))
    if (bytes > Math.min(eachBytes, left)) return false
    left -= bytes
    return true
  }
}

/** Most letters that are told of a passage in conflict. */
const PASSAGE_MAX = 10_000

/** A conflict without ids of its document; a long passage is cut. */
function shortened(whole: Conflict): Conflict {
  const { spots: _, ...conflict } = whole
  if (conflict.kind === undefined) return conflict
  const cut: Partial<Record<(typeof SIDES)[number], string>> = {}
  for (const side of SIDES) {
    const words = conflict[side]
    if (typeof words === 'string') cut[side] = words.slice(0, PASSAGE_MAX).toWellFormed()
  }
  return { ...conflict, ...cut }
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

const hasValues = (conflict: MergeRecord['conflicts'][number]): boolean =>
  SIDES.some((side) => conflict[side] !== undefined)

const withoutValues = (conflict: MergeRecord['conflicts'][number]): MergeRecord['conflicts'][number] => ({
  ...conflictPlace(conflict),
  isCut: true,
})
