// Undoing a step: its inverse edits, in one transaction, as far as they still make sense.
import { equalityDeep } from 'lib0/function'
import type * as Y from 'yjs'
import type { ArtifactId } from '../world/address.ts'
import { erase } from '../world/edits/field-edits.ts'
import { artifactMaps, mapIn, metaMap } from '../world/scene/scene.ts'
import { entryOf } from '../yjs/entry-id.ts'
import { cutItems, isTombstone, putBack, remove } from '../yjs/text-items.ts'
import { itemsOf } from '../yjs/transaction-items.ts'
import type { EntryName, RenamedEntries, RunName } from './renamed-entries.ts'
import {
  type Inverse,
  lengthOf,
  type PageEdit,
  type ValuePath,
  type DeletedText,
  type ValueEdit,
} from './undo-step.ts'

/** Undoes edits, the last one first. Answers the new names of what stands there again. */
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
  const names = taken.flatMap((piece) => putPieceBack(transaction, piece))
  for (const run of added) {
    for (const item of cutItems(transaction, run)) if (!item.deleted) remove(transaction, item)
  }
  return names
}

/**
 * Each part of a piece stands again before what is left of it: others may have written between them since.
 */
function putPieceBack(transaction: Y.Transaction, piece: DeletedText): readonly RunName[] {
  const { client, clock, was } = piece
  const names: RunName[] = []
  for (const item of cutItems(transaction, { client, clock, length: lengthOf(piece) })) {
    if (!isTombstone(item)) continue
    const from = { client, clock: item.id.clock, length: item.length }
    const part =
      typeof was === 'string' ? was.slice(from.clock - clock, from.clock - clock + from.length) : was
    names.push({ from, to: putBack(transaction, item, part) })
  }
  return names
}

function pageWouldChange(scene: Y.Doc, { added, taken }: PageEdit): boolean {
  for (const run of added) for (const { deleted } of itemsOf(scene, run)) if (!deleted) return true
  for (const piece of taken) {
    for (const item of itemsOf(scene, { ...piece, length: lengthOf(piece) }))
      if (isTombstone(item)) return true
  }
  return false
}

function applyValue(scene: Y.Doc, edit: ValueEdit): readonly EntryName[] {
  const at = mapAt(scene, edit.of, edit.path)
  if (at === null || entryOf(at.map, at.key) !== edit.wrote) return []
  // Where that is what stands there already, it is left standing, and counts as what stood there before.
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
