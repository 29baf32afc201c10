// Undoing a step: its inverse edits, in one transaction, as far as they still make sense.
import { equalityDeep } from 'lib0/function'
import type * as Y from 'yjs'
import type { ArtifactId } from '../world/address.ts'
import { erase } from '../world/edits/field-edits.ts'
import { artifactMaps, mapIn, metaMap } from '../world/scene/scene.ts'
import { entryOf } from '../yjs/entry-id.ts'
import type { IdRange } from '../yjs/id-ranges.ts'
import { canStandAgain, deleteRange, restoreRange, stands } from '../yjs/texts/text-items.ts'
import type { EntryName, RenamedEntries, RunName } from './renamed-entries.ts'
import {
  type Inverse,
  lengthOf,
  type PageEdit,
  type ValuePath,
  type DeletedText,
  type ValueEdit,
} from './undo-step.ts'

/** Undoes edits, the last one first. Returns the new names of the values that are back. */
export function applyInverse(transaction: Y.Transaction, edits: readonly Inverse[]): RenamedEntries {
  const entries: EntryName[] = []
  const runs: RunName[] = []
  for (const edit of edits.toReversed()) {
    if (edit.kind === 'page') runs.push(...applyPage(transaction, edit))
    else entries.push(...applyValue(transaction.doc, edit))
  }
  return { entries, runs }
}

/** Whether undoing these edits would change anything now. */
export function wouldChange(scene: Y.Doc, edits: readonly Inverse[]): boolean {
  return edits.some((edit) =>
    edit.kind === 'page' ? pageWouldChange(scene, edit) : valueWouldChange(scene, edit),
  )
}

function applyPage(transaction: Y.Transaction, { added, taken }: PageEdit): readonly RunName[] {
  const names = taken.flatMap((text) => restoreRange(transaction, rangeOf(text), text.was))
  for (const range of added) deleteRange(transaction, range)
  return names
}

function pageWouldChange(scene: Y.Doc, { added, taken }: PageEdit): boolean {
  return (
    added.some((range) => stands(scene, range)) || taken.some((text) => canStandAgain(scene, rangeOf(text)))
  )
}

const rangeOf = (text: DeletedText): IdRange => ({
  client: text.client,
  clock: text.clock,
  length: lengthOf(text),
})

function applyValue(scene: Y.Doc, edit: ValueEdit): readonly EntryName[] {
  const at = mapAt(scene, edit.of, edit.path)
  if (at === null || entryOf(at.map, at.key) !== edit.wrote) return []
  // If that is the present value already, it stays, and counts as the value from before.
  if (!isBefore(at.map, at.key, edit)) {
    if (edit.was === undefined) erase(at.map, at.key)
    else at.map.set(at.key, edit.was)
  }
  const to = entryOf(at.map, at.key)
  return edit.under === null || to === null ? [] : [{ from: edit.under, to }]
}

function valueWouldChange(scene: Y.Doc, edit: ValueEdit): boolean {
  const at = mapAt(scene, edit.of, edit.path)
  return at !== null && entryOf(at.map, at.key) === edit.wrote && !isBefore(at.map, at.key, edit)
}

/** Whether a key says what it said before the edit. */
function isBefore(map: Y.Map<unknown>, key: string, { was }: ValueEdit): boolean {
  return was === undefined ? !map.has(key) : map.has(key) && equalityDeep(map.get(key), was)
}

/** The map that has a value, and its key in it; null when there is none. */
function mapAt(
  scene: Y.Doc,
  of: ArtifactId | null,
  [first, second]: ValuePath,
): { readonly map: Y.Map<unknown>; readonly key: string } | null {
  const outer = of === null ? metaMap(scene) : mapIn(artifactMaps(scene), of)
  const map = second === undefined ? outer : mapIn(outer, first)
  return map && { map, key: second ?? first }
}
