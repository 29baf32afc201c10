// Merging a draft into its parent, whole or in parts: differences are written anew, raw updates never cross.
import * as Y from 'yjs'
import type { IdRange, ItemId } from '../../yjs/id-ranges.ts'
import { clockOf, hasClient, hasDeleted, withoutDeleted } from '../../yjs/document-state.ts'
import { applyCutting } from '../../yjs/apply-cutting.ts'
import { writeUpdate } from '../../yjs/update-writer.ts'
import { compareScenes } from './compare-scenes.ts'
import { chosen, conflictsOf, openOf } from './conflicts.ts'
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
import { selectChanges } from './select-changes.ts'
import { writeChanges } from './write-changes.ts'

/** What both changed, to different values; the draft has not merged it, or has not followed the parent. */
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
  const selected = selectChanges(changes, take, chosen(choices, 'draft'))
  const written = writeChanges(selected, input.rows, firstId(input.parent, client))
  const isWhole = take === null && !changes.values.some(({ isConflict }) => isConflict)
  return { ...written, conflicts: conflictsOf(changes, input.open), isWhole, taken: selected.taken }
}

interface RebaseOptions {
  readonly client: number
  /** Items of the draft that the parent has under other names: those that a merge wrote just before. */
  readonly names: readonly NewName[]
  /** Where the parent's side was chosen, the draft takes its value. */
  readonly settled: readonly Choice[]
}

/** The draft anew: the parent as it is now, and what the draft still differs by. */
export function rebaseDraft<By extends RowAuthor>(
  input: DraftAndParent<By>,
  { client, names, settled }: RebaseOptions,
): Rebased<By> {
  const changes = changesOf(input, names)
  const isSettled = chosen(settled, 'parent')
  const kept = selectChanges(changes, null, (conflict) => !isSettled(conflict))
  const written = writeChanges(kept, input.rows, firstId(input.parent, client))
  return {
    ...written,
    names: [...names, ...written.names],
    state: collectedState(input.parent),
    open: openOf(conflictsOf(kept, input.open)),
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
  const again = selectChanges(lost, null, () => true)
  const first = writeChanges(again, rows, firstId(parent, client))
  const whole = copyOf(parent)
  for (const { update } of first.updates) applyCutting(whole, update)
  const rest = rebaseDraft({ ...input, parent: whole }, { client, names: first.names, settled: [] })
  whole.destroy()
  const conflicts = [...openOf(conflictsOf(again, open)), ...rest.open]
  return {
    updates: [...first.updates, ...rest.updates],
    names: rest.names,
    state: collectedState(parent),
    open: [...new Map(conflicts.map((each) => [`${each.id} ${each.key}`, each])).values()],
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
  const first = writeChanges(
    selectChanges(lost, null, () => true),
    [],
    firstId(parent, client),
  )
  const whole = copyOf(parent)
  const again = first.updates.map((update) => ({ ...update, by }))
  for (const { update } of again) applyCutting(whole, update)
  const known = [...names, ...first.names]
  const rest = rebaseDraft({ ...input, parent: whole }, { client, names: known, settled: [] })
  for (const doc of [after, whole]) doc.destroy()
  return { ...rest, updates: [...again, ...rest.updates], state: collectedState(parent) }
}

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
): SceneChanges {
  return compareScenes({ base, draft, parent }, { names, open })
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
