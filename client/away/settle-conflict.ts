// A conflict in the world as it is now: which side stands, and how another one takes its place. That is an
// ordinary edit, which can be undone.
import type { Json } from '../../shared/json/json-value.ts'
import { applyChanges } from '../../shared/history/changes/apply-changes.ts'
import type { PlainChange } from '../../shared/history/changes/state-difference.ts'
import {
  isSameValue,
  type AbsenceConflict,
  type ValueConflict,
  type WordsConflict,
} from '../../shared/history/merge/compare-absence.ts'
import type { ThingId } from '../../shared/history/merge/merge-types.ts'
import { separatorOf, type TextSide } from '../../shared/history/merge/text-places.ts'
import { standingThing, standsNow } from '../../shared/history/rows/scene-values.ts'
import { moveArtifact, sendToLimbo } from '../../shared/world/edits/place-edits.ts'
import { EDITED, refuseEdit, write, type Edit, type Edited } from '../../shared/world/edits/scene-edit.ts'
import { parsePlace } from '../../shared/world/place.ts'
import { metaMap, sceneArtifact, textOf } from '../../shared/world/scene/scene.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import type { ItemId } from '../../shared/yjs/id-ranges.ts'
import { indexInText, spanBetween } from '../../shared/yjs/texts/text-items.ts'

type Side = Exclude<TextSide, 'both'>

/** The present value. */
export function valueIn({ scene }: View, { id, key }: Pick<ValueConflict, 'id' | 'key'>): Json | undefined {
  const map = id === 'world' ? metaMap(scene) : sceneArtifact(scene, id)
  return map ? standingThing(map, standsNow).values.get(JSON.stringify(key.split('.')))?.value : undefined
}

/** `neither`: somebody has changed it since. `gone`: its thing is not here any more. */
export function outcomeOf(view: View, met: ValueConflict): Side | 'neither' | 'gone' {
  if (met.id !== 'world' && sceneArtifact(view.scene, met.id) === null) return 'gone'
  const now = valueIn(view, met)
  return (['draft', 'parent'] as const).find((side) => isSameValue(met.key, met[side], now)) ?? 'neither'
}

/**
 * Words that both sides wrote at one place of a page, as they are there now: where they begin in the page, in
 * which of its lines, from 1 on, and whose they are; null where neither side wrote just that. Null: the place
 * is not there any more.
 */
export function wordsAt({ scene }: View, met: WordsConflict) {
  const text = met.id === 'world' ? null : textOf(scene, met.id)
  const span = text && spanBetween(text, met.before, met.next)
  if (span === null) return null
  const page = text?.toJSON() ?? ''
  const words = page.slice(span.from, span.to)
  const side = (['draft', 'parent', 'both'] as const).find((one) => wordsOf(met, one) === words) ?? null
  return { words, from: span.from, line: lineAt(page, span.from), side }
}

const wordsOf = ({ parent, draft }: WordsConflict, side: TextSide): string =>
  side === 'both' ? `${parent}${separatorOf(parent, draft)}${draft}` : side === 'draft' ? draft : parent

const lineAt = (page: string, index: number): number => page.slice(0, index).split('\n').length

/** Puts the value of one side in its place. */
export function settleValue(edit: Edit, met: ValueConflict, side: Side): Edited {
  const { id, key } = met
  if (id === 'world' || key !== 'place') {
    const [from, to] = [valueIn(edit.view, met), met[side]]
    const value = { key, ...(from !== undefined && { from }), ...(to !== undefined && { to }), by: null }
    return change(edit, { id, kind: 'changed', values: [value], text: [] })
  }
  const place = parsePlace(met[side])
  if (place === null || place.host === 'limbo') return sendToLimbo(edit, id)
  const { host, x, y, facing } = place
  return moveArtifact(edit, id, { host, x, y, facing })
}

/** Puts the words of one side, or of both one after the other, in their place. */
export function settleWords(edit: Edit, met: WordsConflict, side: TextSide): Edited {
  const now = wordsAt(edit.view, met)
  if (now === null) return GONE
  const spot = { at: now.from, out: now.words, in: wordsOf(met, side), by: null }
  return change(edit, { id: met.id, kind: 'changed', values: [], text: [spot] })
}

function change(edit: Edit, what: PlainChange): Edited {
  let isThere = false
  write(edit, () => (isThere = applyChanges(edit.view.scene, [what], 'forward')))
  return isThere ? EDITED : GONE
}

const GONE = refuseEdit('missing', 'That is no longer here.')

/** Where in its page a conflict is; null: it is about the thing itself. */
export function lineOfConflict(view: View, met: AbsenceConflict): number | null {
  if (met.kind === 'page') return lineOfLetter(view, met.id, met.letter)
  return met.kind === 'words' ? (wordsAt(view, met)?.line ?? null) : null
}

/** The line of a letter in its page now; its end where there is none. */
export function lineOfLetter({ scene }: View, id: ThingId, letter: ItemId | null): number | null {
  const page = id === 'world' ? null : textOf(scene, id)?.toJSON()
  const index = letter && indexInText(scene, letter)
  return page == null ? null : lineAt(page, index ?? page.length)
}
