// Merging a draft into its parent, whole or in parts: differences are written anew, raw updates never cross.
import * as Y from 'yjs'
import type { IdRange, ItemId } from '../../yjs/id-ranges.ts'
import { clockOf, hasClient, hasDeleted, withoutDeleted } from '../../yjs/document-state.ts'
import { applyCutting } from '../../yjs/apply-cutting.ts'
import { writeUpdate } from '../../yjs/update-writer.ts'
import { compareScenes } from './compare-scenes.ts'
import { chosen, chosenText, conflictsOf, draftIds, idsOf, openOf, withSpots } from './conflicts.ts'
import type {
  AuthoredRow,
  Choice,
  Conflict,
  DraftAndParent,
  Merged,
  NewName,
  Rebased,
  RowAuthor,
  Selection,
} from './merge-types.ts'
import type { SceneChanges } from './scene-changes.ts'
import { selectChanges, type ConflictSides } from './select-changes.ts'
import { writeChanges } from './write-changes.ts'

/**
 * What both changed, to different values or words; the draft has not merged it, or has not followed the
 * parent.
 */
export function conflictsIn<By extends RowAuthor>(input: DraftAndParent<By>): readonly Conflict[] {
  return conflictsOf(changesOf(input, []), input.open)
}

interface MergeOptions {
  /** A Yjs client id that none of the documents has (`freshClient`). */
  readonly client: number
  /** Null takes everything. */
  readonly take: Selection | null
  /** For conflicts. Where there is none, the parent's value stays. */
  readonly choices: readonly Choice[]
}

/** The updates that merge a draft. The parent must still be as it was given. */
export function mergeDraft<By extends RowAuthor>(
  input: DraftAndParent<By>,
  { client, take, choices }: MergeOptions,
): Merged<By> {
  const changes = changesOf(input, [])
  const sideOf = chosenText(choices)
  const selected = selectChanges(changes, take, {
    wins: chosen(choices, 'draft'),
    textSide: (thing, place) => sideOf(thing, place) ?? 'parent',
  })
  const written = writeChanges(selected, input.rows, firstId(input.parent, client))
  const conflicts = withSpots(changes, input.open, written.names)
  const isWhole = take === null && conflicts.length === 0
  const kept = changes.lists.flatMap(({ thing, places }) =>
    places.filter((place) => sideOf(thing, place) === 'parent'),
  )
  const joined = selected.lists.flatMap(({ both }) => both ?? [])
  const dropped = [...kept, ...joined].flatMap(draftIds)
  const deleted = selected.lists.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.is === 'gone' ? [{ ...part.source, length: part.target.length }] : [])),
  )
  return { ...written, conflicts, isWhole, taken: selected.taken, dropped, deleted }
}

interface RebaseOptions {
  readonly client: number
  /** Items of the draft that the parent has under other names: those that a merge wrote just before. */
  readonly names: readonly NewName[]
  /** Where the parent's side was chosen, the draft takes its value. */
  readonly settled: readonly Choice[]
  /** What the draft lets go at places of pages for which a merge settled that (`Merged.dropped`). */
  readonly dropped: readonly IdRange[]
  /** What that merge deleted in the parent (`Merged.deleted`). */
  readonly deleted: readonly IdRange[]
}

/** The draft anew: the parent as it is now, and what the draft still differs by. */
export function rebaseDraft<By extends RowAuthor>(
  input: DraftAndParent<By>,
  { client, names, settled, dropped, deleted }: RebaseOptions,
): Rebased<By> {
  const changes = changesOf(input, names, deleted)
  const isSettled = chosen(settled, 'parent')
  const gone = idsOf(dropped)
  // What was written there meanwhile is not let go.
  const isDropped = (range: IdRange): boolean => [...gone.parts(range)].every(({ isIn }) => isIn)
  const kept = selectChanges(changes, null, {
    wins: (conflict) => !isSettled(conflict),
    textSide: (_, place) =>
      place.settled === 'parent' || draftIds(place).every(isDropped) ? 'parent' : 'draft',
  })
  const written = writeChanges(kept, input.rows, firstId(input.parent, client))
  return {
    ...written,
    names: [...names, ...written.names],
    state: collectedState(input.parent),
    open: openOf(kept, input.open, written.names),
  }
}

/** The same right after a merge that was whole: there is nothing to compare. */
export const rebaseMerged = (parent: Y.Doc, names: readonly NewName[]): Rebased<never> => ({
  updates: [],
  names,
  state: collectedState(parent),
  open: [],
})

/** A merge that was reverted in the parent. */
interface RevertedMerge<By extends RowAuthor> {
  /** The parent right before the revert, and right after it. */
  readonly before: Y.Doc
  readonly after: Y.Doc
  /** The rows of the merge in the parent's log. */
  readonly rows: readonly AuthoredRow<By>[]
}

/** The draft anew after that: it differs again by all that the merge had written. */
export function returnMerge<By extends RowAuthor>(
  input: DraftAndParent<By>,
  { before, after, rows }: RevertedMerge<By>,
  client: number,
): Rebased<By> {
  const { parent, draft, open } = input
  const keeps = (range: IdRange): readonly IdRange[] => withoutDeleted(draft, range)
  const lost = compareScenes({ base: after, draft: before, parent }, { open, keeps })
  const again = selectChanges(lost, null, DRAFTS)
  const first = writeChanges(again, rows, firstId(parent, client))
  const whole = copyOf(parent)
  for (const { update } of first.updates) applyCutting(whole, update)
  const rest = rebaseDraft({ ...input, parent: whole }, { client, names: first.names, ...NOTHING_MERGED })
  whole.destroy()
  const conflicts = [...openOf(again, open, first.names), ...rest.open]
  return {
    updates: [...first.updates, ...rest.updates],
    names: rest.names,
    state: collectedState(parent),
    open: [
      ...new Map(conflicts.map((each) => [JSON.stringify([each.id, each.key, each.spots]), each])).values(),
    ],
  }
}

/** What the parent's node took back of an offer that it had merged, and the draft had followed. */
interface TakenBackOffer<By extends RowAuthor> {
  /** Items of the base, which the parent has deleted. */
  readonly items: readonly IdRange[]
  /** Items of the draft that the parent has under other names. */
  readonly names: readonly NewName[]
  /** Who offered it. */
  readonly by: By
}

/** The draft anew after that: it differs again by what was taken back. */
export function returnOffered<By extends RowAuthor>(
  input: DraftAndParent<By>,
  { items, names, by }: TakenBackOffer<By>,
  client: number,
): Rebased<By> {
  const { base, draft, parent, open } = input
  const after = copyOf(base)
  Y.applyUpdate(after, writeUpdate([], items))
  const keeps = (range: IdRange): readonly IdRange[] => withoutDeleted(draft, range)
  const lost = compareScenes({ base: after, draft: base, parent }, { open, keeps })
  const first = writeChanges(selectChanges(lost, null, DRAFTS), [], firstId(parent, client))
  const whole = copyOf(parent)
  const again = first.updates.map((update) => ({ ...update, by }))
  for (const { update } of again) applyCutting(whole, update)
  const known = [...names, ...first.names]
  const rest = rebaseDraft({ ...input, parent: whole }, { client, names: known, ...NOTHING_MERGED })
  for (const doc of [after, whole]) doc.destroy()
  return { ...rest, updates: [...again, ...rest.updates], state: collectedState(parent) }
}

/** No merge comes before. */
export const NOTHING_MERGED = { settled: [], dropped: [], deleted: [] } as const

/** All that the draft has. */
const DRAFTS: ConflictSides = { wins: () => true, textSide: () => 'draft' }

/** A Yjs client id that none of these documents has. `random` answers a number from 0 up to 1. */
export function freshClient(random: () => number, docs: readonly Y.Doc[]): number {
  for (;;) {
    const client = Math.floor(random() * 2 ** 32)
    if (client > 0 && !docs.some((doc) => hasClient(doc, client))) return client
  }
}

function changesOf<By extends RowAuthor>(
  { base, draft, parent, open }: DraftAndParent<By>,
  names: readonly NewName[],
  merged: readonly IdRange[] = [],
): SceneChanges {
  return compareScenes({ base, draft, parent }, { names, open, merged })
}

const firstId = (doc: Y.Doc, client: number): ItemId => ({ client, clock: clockOf(doc, client) })

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc({ gc: false })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

/** A state without what was deleted. */
function collectedState(doc: Y.Doc): Uint8Array {
  const whole = Y.encodeStateAsUpdate(doc)
  if (!hasDeleted(doc)) return whole
  const collected = new Y.Doc()
  Y.applyUpdate(collected, whole)
  const state = Y.encodeStateAsUpdate(collected)
  collected.destroy()
  return state
}
