// Places of a page that two sides changed, so that letters of both would stand in one word or side by side.
// There the words of one side stand as a whole until somebody chooses. A change is what one side wrote or
// deleted since the base. Changes belong together where they touch, and where they are in one word.
import { IdMap } from '../../yjs/id-map.ts'
import type { IdRange, ItemId } from '../../yjs/id-ranges.ts'
import { IdSet } from '../../yjs/id-set.ts'
import { itemAt, type Item, type SharedType } from '../../yjs/item-places.ts'
import { rangesIn } from '../../yjs/tree/list-ranges.ts'
import { stringAt } from '../../yjs/tree/new-items.ts'
import { listItems } from '../../yjs/tree/shared-types.ts'

/** Whose words stand; `both`: the parent's, and the draft's behind them. */
export type TextSide = 'parent' | 'draft' | 'both'

/** One such place, with the words of all sides. */
export interface TextPlace {
  /** How many letters of the base, and of the draft, are shown before it. */
  readonly at: number
  readonly draftAt: number
  readonly base: string
  readonly parent: string
  readonly draft: string
  /**
   * The side that stands without a choice: both wrote the same, or one of them has the words of the base.
   * Null: a conflict.
   */
  readonly settled: TextSide | null
  readonly letters: readonly PlaceLetters[]
  /** The last letter before it, and before its end, that the parent has, shown or not; null: none. */
  readonly before: ItemId | null
  readonly last: ItemId | null
  /** The letter behind it; null: it ends with the page. */
  readonly next: ItemId | null
}

/** A part of the draft's list, and what the parent has of it. */
export interface DraftPart extends IdRange {
  readonly item: Item
  /** Its first id in the parent; null: the parent lacks it. */
  readonly target: ItemId | null
  /** In the base, or written in the parent before. */
  readonly was: 'alive' | 'dead' | 'absent' | 'written'
}

interface PageSides {
  readonly base: SharedType | null
  readonly parent: SharedType
  /** All of the draft's list, in order. */
  readonly draft: readonly DraftPart[]
  /** Ids of the draft: a place with one of them is a conflict although the draft alone changed it. */
  readonly open: IdSet
  /** Letters that the parent lacks because a merge of the draft deleted them there, by their ids. */
  readonly merged: IdSet
}

/**
 * Letters that some side shows. Kept: both show them. Ours were written in the draft, theirs in the parent.
 * Deleted by the draft, lost by the parent, gone from both.
 */
export interface PlaceLetters {
  readonly is: 'kept' | 'ours' | 'theirs' | 'deleted' | 'lost' | 'gone'
  readonly text: string
  readonly isInBase: boolean
  /** Their ids in the draft, or in the base alone; null: it has none. */
  readonly range: IdRange | null
  /** The draft's item, where it shows them. */
  readonly item: Item | null
  /** Their first id in the parent, which may have deleted them; null: it has none. */
  readonly target: ItemId | null
}

/** What is shown of them. Joined: where replicas of both sides meet. */
const SHOWN: Readonly<Record<'parent' | 'draft' | 'joined', ReadonlySet<PlaceLetters['is']>>> = {
  parent: new Set(['kept', 'deleted', 'theirs']),
  draft: new Set(['kept', 'lost', 'ours']),
  joined: new Set(['kept', 'ours', 'theirs']),
}

/** In the order of the page. */
export function textPlaces(sides: PageSides): readonly TextPlace[] {
  const letters = [...lettersOf(sides)]
  const isOurs = letters.some(({ is }) => is !== 'kept' && is !== 'theirs' && is !== 'lost')
  return isOurs ? placesOf(clustersOf(letters), sides.open) : []
}

/** What stands between the words of both sides, so that they are not read as one word. */
export function separatorOf(first: string, second: string): string {
  if (first === '' || second === '' || /\s$/u.test(first) || /^\s/u.test(second)) return ''
  return first.includes('\n') || second.includes('\n') ? '\n' : ' '
}

// --- the letters of all sides, in one order

function* lettersOf({ base, parent, draft, merged }: PageSides): Iterable<PlaceLetters> {
  const written = new IdSet()
  for (const { was, target, length } of draft)
    if (was === 'written' && target !== null) written.add({ ...target, length })
  const there = [...partsOfParent(parent, base, written)]
  const order = new IdMap<number>()
  const byClock = there.map((part, at) => ({ part, at })).toSorted((a, b) => a.part.clock - b.part.clock)
  for (const { part, at } of byClock) order.add(part, at)
  let next = 0
  function* theirsUpTo(end: number): Iterable<PlaceLetters> {
    for (; next < end; next++) {
      const part = there[next]
      if (part === undefined || !part.isNew || part.item.deleted || !part.item.countable) continue
      const { client, clock } = part
      const target = { client, clock }
      yield { is: 'theirs', text: textAt(part.item, part), isInBase: false, range: null, item: null, target }
    }
  }
  for (const { item, target, was, ...range } of draft.flatMap((part) => [...partsThere(part, parent)])) {
    if (target !== null) yield* theirsUpTo(order.at(target) ?? 0)
    if (!item.countable && !item.deleted) continue
    const its = target === null ? null : itemIn(parent, target)
    const isThere = its !== null && !its.deleted
    const isInBase = was === 'alive' || was === 'written'
    if (!item.deleted) {
      const is = isThere ? 'kept' : isInBase ? 'lost' : 'ours'
      yield { is, text: textAt(item, range), isInBase, range, item, target }
    } else if (isInBase) {
      const text =
        isThere && target !== null
          ? its.countable
            ? textAt(its, { ...target, length: range.length })
            : ''
          : textInBase(base, range)
      const is = isThere ? 'deleted' : 'gone'
      if (text !== '' && !isAmong(merged, range)) yield { is, text, isInBase, range, item: null, target }
    }
  }
  yield* theirsUpTo(there.length)
}

/** A part of the draft's list, cut where the parent shows some of it alone. */
function* partsThere(part: DraftPart, parent: SharedType): Iterable<DraftPart> {
  const { target, client, clock, length } = part
  if (target === null) yield part
  else
    for (const there of rangesIn(parent, { ...target, length })) {
      const from = clock + there.clock - target.clock
      const now = there.is === 'absent' ? null : { client: there.client, clock: there.clock }
      yield { ...part, client, clock: from, length: there.length, target: now }
    }
}

interface ParentPart extends IdRange {
  readonly item: Item
  /** Neither of the base nor of the draft. */
  readonly isNew: boolean
}

function* partsOfParent(parent: SharedType, base: SharedType | null, written: IdSet): Iterable<ParentPart> {
  for (const item of listItems(parent)) {
    const { client, clock } = item.id
    for (const { is, ...known } of rangesIn(base, { client, clock, length: item.length })) {
      const range = { client, clock: known.clock, length: known.length }
      if (is !== 'absent') yield { ...range, item, isNew: false }
      else for (const { isIn, ...part } of written.parts(range)) yield { ...part, item, isNew: !isIn }
    }
  }
}

function itemIn(type: SharedType, id: ItemId): Item | null {
  const item = type.doc === null ? null : itemAt(type.doc, id)
  return item === 'collected' ? null : item
}

/** What is no text, such as a picture, is one sign for each. */
const NO_TEXT = '\u{fffc}'

const textAt = (item: Item, { clock, length }: Omit<IdRange, 'client'>): string =>
  stringAt(item, clock - item.id.clock, length) ?? NO_TEXT.repeat(length)

function textInBase(base: SharedType | null, range: IdRange): string {
  let text = ''
  for (const part of rangesIn(base, range)) {
    const item = base === null || part.is !== 'alive' ? null : itemIn(base, part)
    if (item?.countable === true) text += textAt(item, part)
  }
  return text
}

// --- changes that belong together

interface Cluster {
  readonly at: number
  readonly draftAt: number
  readonly letters: PlaceLetters[]
  readonly before: ItemId | null
  next: ItemId | null
}

/** Kept letters, or changes right behind each other. */
interface Run {
  readonly isKept: boolean
  readonly letters: PlaceLetters[]
}

function clustersOf(all: readonly PlaceLetters[]): readonly Cluster[] {
  const runs: Run[] = []
  for (const letters of all) {
    const isKept = letters.is === 'kept'
    const last = runs.at(-1)
    if (last?.isKept === isKept) last.letters.push(letters)
    else runs.push({ isKept, letters: [letters] })
  }
  const clusters: Cluster[] = []
  let [at, draftAt] = [0, 0]
  let before: ItemId | null = null
  const pass = (letters: readonly PlaceLetters[]): void => {
    at += shown('base', letters).length
    draftAt += shown('draft', letters).length
    before = lastInParent(letters) ?? before
  }
  let open: Cluster | null = null
  for (const [index, { isKept, letters }] of runs.entries()) {
    if (!isKept) {
      open ??= { at, draftAt, letters: [], before, next: null }
      open.letters.push(...letters)
      if (clusters.at(-1) !== open) clusters.push(open)
      pass(letters)
      continue
    }
    const text = shown('draft', letters)
    const head = isJoined(runs, index, -1) ? leadingWord(text) : 0
    const tail = isJoined(runs, index, 1) ? trailingWord(text) : 0
    if (open !== null && head === text.length && tail === text.length) {
      open.letters.push(...letters)
      pass(letters)
      continue
    }
    if (open !== null) {
      open.letters.push(...cutLetters(letters, 0, head))
      const [behind] = [...cutLetters(letters, head, text.length), ...(runs[index + 1]?.letters ?? [])]
      open.next = behind?.target ?? behind?.range ?? null
    }
    pass(cutLetters(letters, 0, text.length - tail))
    const word = cutLetters(letters, text.length - tail, text.length)
    open = { at, draftAt, letters: [...word], before, next: null }
    pass(word)
  }
  return clusters
}

type ShownBy = 'base' | keyof typeof SHOWN

/** What a side shows of these letters. */
const shown = (side: ShownBy, letters: readonly PlaceLetters[]): string =>
  letters
    .filter(({ is, isInBase }) => (side === 'base' ? isInBase : SHOWN[side].has(is)))
    .map(({ text }) => text)
    .join('')

/** Whether kept letters are in one word with the change behind or before them, on any side. */
function isJoined(runs: readonly Run[], index: number, by: -1 | 1): boolean {
  const change = runs[index + by]?.letters
  if (change === undefined) return false
  const kept = (at: number): string => shown('draft', runs[at]?.letters ?? [])
  /** The letter of a text that is nearest to the kept ones. */
  const nearest = (text: string): string => (by > 0 ? text.charAt(0) : text.slice(-1))
  const beyond = kept(index + by + by)
  const texts = (['base', 'parent', 'draft', 'joined'] as const).map((side) => shown(side, change) || beyond)
  // What both wrote there may stand in either order.
  const written = change.filter(({ is }) => WRITTEN.has(is)).map(({ text }) => text)
  const here = by > 0 ? kept(index).slice(-1) : kept(index).charAt(0)
  return isInWord(here) && [...texts, ...written].some((text) => isInWord(nearest(text)))
}

/**
 * Letters, digits and what stands within words. Scripts without spaces between words are not among them:
 * there each letter is a word. Halves of a letter beyond 16 bits are.
 */
const isInWord = (letter: string): boolean => WORD.test(letter) && !WITHOUT_SPACES.test(letter)

const WORD = /^[\p{L}\p{N}\p{M}\p{Cs}_'’\u200d]$/u
const WITHOUT_SPACES =
  /\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Thai}|\p{sc=Lao}|\p{sc=Khmer}|\p{sc=Myanmar}/u

function leadingWord(text: string): number {
  let length = 0
  while (length < text.length && isInWord(text.charAt(length))) length++
  return length
}

function trailingWord(text: string): number {
  let length = 0
  while (length < text.length && isInWord(text.charAt(text.length - 1 - length))) length++
  return length
}

/** From one letter of these up to another. */
function cutLetters(all: readonly PlaceLetters[], start: number, end: number): readonly PlaceLetters[] {
  const cut: PlaceLetters[] = []
  let at = 0
  for (const letters of all) {
    const { text, range, target } = letters
    const from = Math.max(start, at) - at
    const length = Math.min(end, at + text.length) - at - from
    at += text.length
    if (length <= 0) continue
    cut.push({
      ...letters,
      text: text.slice(from, from + length),
      range: range && { client: range.client, clock: range.clock + from, length },
      target: target && { client: target.client, clock: target.clock + from },
    })
  }
  return cut
}

function lastInParent(letters: readonly PlaceLetters[]): ItemId | null {
  const last = letters.findLast(({ target }) => target !== null)
  if (last?.target == null) return null
  return { client: last.target.client, clock: last.target.clock + last.text.length - 1 }
}

// --- which of them are for somebody to choose

const PARENT_CHANGED = new Set<PlaceLetters['is']>(['theirs', 'lost', 'gone'])
const DRAFT_CHANGED = new Set<PlaceLetters['is']>(['ours', 'deleted', 'gone'])
const WRITTEN = new Set<PlaceLetters['is']>(['ours', 'theirs'])

function placesOf(clusters: readonly Cluster[], open: IdSet): readonly TextPlace[] {
  return clusters.flatMap(({ at, draftAt, letters, before, next }) => {
    const has = (kinds: ReadonlySet<PlaceLetters['is']>): boolean => letters.some(({ is }) => kinds.has(is))
    const isOpen = letters.some(({ is, range }) => is !== 'kept' && range !== null && isAmong(open, range))
    const writers = new Set(letters.flatMap(({ is }) => (WRITTEN.has(is) ? [is] : []))).size
    const isMet =
      has(PARENT_CHANGED) && has(DRAFT_CHANGED) && (writers === 2 || (writers === 1 && isWithin(letters)))
    if (!isMet && !isOpen) return []
    const [base, parent, draft] = [shown('base', letters), shown('parent', letters), shown('draft', letters)]
    const settled: TextSide | null =
      parent === draft
        ? 'parent'
        : isOpen
          ? null
          : draft === base
            ? 'parent'
            : parent === base
              ? 'draft'
              : null
    const of = { at, draftAt, base, parent, draft, settled, letters, before, next }
    return [{ ...of, last: lastInParent(letters) ?? before }]
  })
}

/**
 * Whether what one side wrote is within what the other one deleted, or in one word with it. Where it is
 * beside that, it can stand without it.
 */
function isWithin(letters: readonly PlaceLetters[]): boolean {
  if (letters.some(({ is }) => is === 'kept' || is === 'gone')) return true
  const runs: { readonly isWritten: boolean; text: string }[] = []
  for (const { is, text } of letters) {
    const isWritten = WRITTEN.has(is)
    const last = runs.at(-1)
    if (last?.isWritten === isWritten) last.text += text
    else runs.push({ isWritten, text })
  }
  const isOneWord = (one: string, next: string): boolean =>
    isInWord(one.slice(-1)) && isInWord(next.charAt(0))
  return runs.some(({ isWritten, text }, at) => {
    const [before, after] = [runs[at - 1]?.text ?? '', runs[at + 1]?.text ?? '']
    const isInside = isWritten && before !== '' && after !== ''
    return isInside || isOneWord(before, text) || isOneWord(text, after)
  })
}

/** Whether any of a range is among these. */
export const isAmong = (ids: IdSet, range: IdRange): boolean => [...ids.parts(range)].some(({ isIn }) => isIn)
