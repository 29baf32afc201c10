// Where what one did oneself met what others did: `draft` is one's own side, `parent` theirs. Which of them
// stands in the world as it is now, and how another one takes its place: by an ordinary edit, which can be
// undone.
import type { Json } from '../../shared/json/json-value.ts'
import { isPlainJson } from '../../shared/json/plain-json.ts'
import { separatorOf, type TextSide } from '../../shared/history/merge/text-places.ts'
import type { WordsApart } from '../../shared/history/merge/conflicts-apart.ts'
import type { Conflict, ThingId } from '../../shared/history/merge/merge-types.ts'
import { setProp } from '../../shared/world/edits/property-edits.ts'
import { setText } from '../../shared/world/edits/text-edits.ts'
import { setTitle } from '../../shared/world/edits/name-edits.ts'
import { moveArtifact, sendToLimbo } from '../../shared/world/edits/place-edits.ts'
import { setSetting } from '../../shared/world/edits/setting-edits.ts'
import { refuseEdit, type Edit, type Edited } from '../../shared/world/edits/scene-edit.ts'
import { parseSetting } from '../../shared/world/live/setting-values.ts'
import { parsePlace, samePlace } from '../../shared/world/place.ts'
import { isField, parseField } from '../../shared/world/scene/scene-fields.ts'
import { mapIn, metaMap, sceneArtifact, textOf } from '../../shared/world/scene/scene.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import type { Client } from '../../shared/yjs/entry-id.ts'
import type { ItemId } from '../../shared/yjs/id-ranges.ts'
import { indexInText, spanBetween } from '../../shared/yjs/texts/text-items.ts'
import { settingOf } from '../parts/changes/value-words.ts'

interface MetThing {
  readonly id: ThingId
  /** What it was called; '' for the world. */
  readonly name: string
  /** The tab that wrote theirs. */
  readonly client: Client
}

/** Both wrote a value: one of them stands, and the other one is a click away. */
export type ValueConflict = MetThing & {
  readonly kind: 'value'
  readonly key: string
  /** Before, theirs, and one's own; undefined: the usual one. */
  readonly base: Json | undefined
  readonly parent: Json | undefined
  readonly draft: Json | undefined
}
/** Both wrote at one place of a page, so that letters of both are joined there until somebody chooses. */
export type WordsConflict = MetThing & WordsApart & { readonly kind: 'words' }
/** Both wrote on one page, apart from each other: there is nothing to choose. */
type PageConflict = MetThing & { readonly kind: 'page'; readonly letter: ItemId | null }
/** One put it into limbo, and the other changed it: it is there with what that one changed. */
type LimboConflict = MetThing & { readonly kind: 'limbo'; readonly by: 'mine' | 'theirs' }
export type AbsenceConflict = ValueConflict | WordsConflict | PageConflict | LimboConflict

/** Names the spot of a conflict. */
export const spotOf = (met: AbsenceConflict): string =>
  JSON.stringify([
    met.kind,
    met.id,
    met.kind === 'value' ? met.key : met.kind === 'words' ? [met.before, met.next] : null,
  ])

type Side = Exclude<TextSide, 'both'>
type ValueKey = Pick<Conflict, 'id' | 'key'>

/** Whether people can settle a value of this name. */
export const canSettle = ({ id, key }: ValueKey): boolean =>
  id === 'world' ? key === 'title' : isField(key) || settingOf(key) !== null

/**
 * Whether people see two values there to choose from: not where one side ended the thing for good, or where
 * both have put it into limbo.
 */
export const isConflict = ({ id, key, draft, parent }: Conflict): boolean =>
  canSettle({ id, key }) &&
  (key !== 'place' || (draft !== undefined && parent !== undefined)) &&
  !isSame(key, draft, parent)

/** In limbo a thing is in limbo, whatever it remembers of its earlier place. */
function isSame(key: string, one: unknown, other: unknown): boolean {
  if (key !== 'place') return one === other
  const [a, b] = [parsePlace(one), parsePlace(other)]
  return (a?.host === 'limbo' && b?.host === 'limbo') || samePlace(a, b)
}

/** A value as people are told it. */
export const jsonOf = (raw: unknown): Json | undefined => (isPlainJson(raw, Infinity) ? raw : undefined)

/** The present value. */
export function valueIn({ scene }: View, { id, key }: ValueKey): Json | undefined {
  const path = key.split('.')
  const last = path.pop() ?? ''
  const thing = id === 'world' ? metaMap(scene) : sceneArtifact(scene, id)
  const map = path.reduce((inner, part) => mapIn(inner, part), thing)
  return jsonOf(map?.get(last))
}

/** `neither`: somebody has changed it since. `gone`: its thing is not here any more. */
export function outcomeOf(view: View, met: ValueConflict): Side | 'neither' | 'gone' {
  if (met.id !== 'world' && sceneArtifact(view.scene, met.id) === null) return 'gone'
  const now = valueIn(view, met)
  const stands = (side: Side): boolean => isSame(met.key, met[side], now)
  return stands('draft') ? 'draft' : stands('parent') ? 'parent' : 'neither'
}

/** Puts the value of one side in its place. */
export function settleValue(edit: Edit, met: ValueConflict, side: Side): Edited {
  const { id, key } = met
  const value = met[side]
  if (id === 'world') return setTitle(edit, typeof value === 'string' ? value : '')
  const setting = settingOf(key)
  if (setting !== null) return setSetting(edit, id, setting, parseSetting(value))
  if (isField(key) && key !== 'place') return setProp(edit, [id], key, parseField(key, value))
  const place = parsePlace(value)
  if (place === null || place.host === 'limbo') return sendToLimbo(edit, id)
  const { host, x, y, facing } = place
  return moveArtifact(edit, id, { host, x, y, facing })
}

/** Words that both sides wrote at one place of a page, as they are there now. */
interface WordsNow {
  readonly words: string
  /** The line that they begin in, from 1 on. */
  readonly line: number
  /** Null: neither of them, but both joined, or something newer. */
  readonly side: TextSide | null
}

/** Null: the place is not there any more. */
export function wordsAt(view: View, met: WordsConflict): WordsNow | null {
  const found = placeIn(view, met)
  if (found === null) return null
  const { page, from, to } = found
  const words = page.slice(from, to)
  const side = (['draft', 'parent', 'both'] as const).find((one) => wordsOf(met, one) === words) ?? null
  return { words, line: page.slice(0, from).split('\n').length, side }
}

function placeIn(
  { scene }: View,
  { id, before, next }: WordsConflict,
): { readonly page: string; readonly from: number; readonly to: number } | null {
  const text = id === 'world' ? null : textOf(scene, id)
  const span = text && spanBetween(text, before, next)
  return span && { page: text.toJSON(), ...span }
}

const wordsOf = ({ parent, draft }: WordsConflict, side: TextSide): string =>
  side === 'both' ? `${parent}${separatorOf(parent, draft)}${draft}` : side === 'draft' ? draft : parent

/** Puts the words of one side, or of both one after the other, in their place. */
export function settleWords(edit: Edit, met: WordsConflict, side: TextSide): Edited {
  const found = placeIn(edit.view, met)
  if (found === null || met.id === 'world')
    return refuseEdit('missing', 'That part of the page is no longer here.')
  const { page, from, to } = found
  return setText(edit, met.id, `${page.slice(0, from)}${wordsOf(met, side)}${page.slice(to)}`)
}

/** The line of a letter in its page now, from 1 on; its end where there is none. */
export function lineOfLetter({ scene }: View, id: ThingId, letter: ItemId | null): number | null {
  const page = id === 'world' ? null : textOf(scene, id)
  const index = letter && indexInText(scene, letter)
  return (
    page &&
    page
      .toJSON()
      .slice(0, index ?? page.length)
      .split('\n').length
  )
}

/** Where in its page a conflict is; null: it is about the thing itself. */
export function lineOfConflict(view: View, met: AbsenceConflict): number | null {
  if (met.kind === 'page') return lineOfLetter(view, met.id, met.letter)
  return met.kind === 'words' ? (wordsAt(view, met)?.line ?? null) : null
}
