// What of a review is merged: things, and of a page of which some passages are left out the others.
import type { DraftConflict, DraftReview, MergeAsk } from '../../../../shared/wire/api/draft-bodies.ts'
import type { ChangedThing } from '../../../../shared/wire/api/history-bodies.ts'
import type { ThingId } from '../../../../shared/history/rows/row-summary.ts'

/** What is left out, rather than what is taken: what comes later is taken, too. */
export interface LeftOut {
  readonly things: ReadonlySet<ThingId>
  /** Passages, by `passageKey`. */
  readonly passages: ReadonlySet<string>
}

export const NOTHING_LEFT_OUT: LeftOut = { things: new Set(), passages: new Set() }

/** A passage is known by its words, since its place moves while people write. */
export const passageKey = (thing: ThingId, at: number, { in: added, out }: ChangedPassage): string =>
  JSON.stringify([thing, at, added ?? '', out ?? ''])

type ChangedPassage = ChangedThing['text'][number]

/** Passages of a thing are taken one by one where nothing but its page is different, in several places. */
export const hasParts = ({ kind, values, text }: ChangedThing): boolean =>
  kind === 'changed' && values.length === 0 && text.length > 1

/** Things of which something is taken. */
export const takenThings = ({ things }: DraftReview, left: LeftOut): readonly ChangedThing[] =>
  things.filter((thing) => !left.things.has(thing.id) && partOf(thing, left) !== 'nothing')

function partOf(thing: ChangedThing, { passages }: LeftOut): 'all' | 'some' | 'nothing' {
  if (!hasParts(thing)) return 'all'
  const out = thing.text.filter((passage, at) => passages.has(passageKey(thing.id, at, passage))).length
  if (out === 0) return 'all'
  return out === thing.text.length ? 'nothing' : 'some'
}

/** The selection for a merge; empty: all of the draft. */
export function selectionOf(review: DraftReview, left: LeftOut): Pick<MergeAsk, 'take' | 'passages'> {
  const taken = takenThings(review, left)
  const partly = taken.filter((thing) => partOf(thing, left) === 'some')
  if (taken.length === review.things.length && partly.length === 0) return {}
  return {
    take: taken.filter((thing) => partOf(thing, left) === 'all').map(({ id }) => id),
    ...(partly.length > 0 && { passages: partly.flatMap((thing) => passagesOf(thing, left)) }),
  }
}

/** Where the passages stand in the page as the draft shows it. */
function passagesOf({ id, text }: ChangedThing, { passages }: LeftOut): NonNullable<MergeAsk['passages']> {
  let shift = 0
  return text.flatMap((passage, index) => {
    const { at, in: added = '', out = '' } = passage
    const from = at + shift
    shift += added.length - out.length
    return passages.has(passageKey(id, index, passage)) ? [] : [{ id, from, to: from + added.length }]
  })
}

/**
 * Whether the pages whose passages are taken one by one are still as they were reviewed, and so are all words
 * that both sides changed.
 */
export function isAsReviewed(review: DraftReview, now: DraftReview, left: LeftOut): boolean {
  const known = new Set(now.conflicts.map(conflictKey))
  if (review.conflicts.some((conflict) => conflict.kind === 'text' && !known.has(conflictKey(conflict))))
    return false
  const partly = takenThings(review, left).filter((thing) => partOf(thing, left) === 'some')
  return partly.every(({ id, text }) => {
    const same = now.things.find((thing) => thing.id === id)
    return same !== undefined && JSON.stringify(same.text) === JSON.stringify(text)
  })
}

/** What is to stand where both changed something. */
export type ChosenSide = NonNullable<MergeAsk['choices']>[number]['side']

/** A conflict is another one, without a choice, once one of its sides has changed. */
export const conflictKey = ({ id, key, at, parent, draft }: DraftConflict): string =>
  JSON.stringify([id, key, at, parent, draft])

/** The choices of a merge. Where nothing is chosen, the parent's stands. */
export function choicesOf(
  { conflicts }: DraftReview,
  chosen: ReadonlyMap<string, ChosenSide>,
): NonNullable<MergeAsk['choices']> {
  return conflicts.flatMap((conflict) => {
    const { id, key, at } = conflict
    const side = chosen.get(conflictKey(conflict))
    return side === undefined ? [] : [{ id, key, side, ...(at !== undefined && { at }) }]
  })
}

/** The line, from 1 on, of a letter of the base in the page as the draft shows it. */
export function lineInDraft(page: string, thing: Pick<ChangedThing, 'text'> | null, at: number): number {
  let index = at
  for (const { at: from, in: added = '', out = '' } of thing?.text ?? [])
    if (from < at) index += added.length - out.length
  return page.slice(0, Math.max(0, index)).split('\n').length
}

/** The same set with one more, or without it. */
export function toggled<T>(all: ReadonlySet<T>, one: T, isIn: boolean): ReadonlySet<T> {
  const next = new Set(all)
  if (isIn) next.add(one)
  else next.delete(one)
  return next
}
