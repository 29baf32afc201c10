// Compares one list of three documents, letter by letter: which letters are new in the draft, which ones it
// deleted, and the items of the parent between which the new ones belong.
import { IdMap } from '../../yjs/id-map.ts'
import type { IdRange, ItemId } from '../../yjs/id-ranges.ts'
import { itemAt, type Item, type SharedType } from '../../yjs/item-places.ts'
import type { IdSet } from '../../yjs/id-set.ts'
import { nextInList, rangesIn } from '../../yjs/tree/list-ranges.ts'
import { isText, itemOfType, listItems, typeIn } from '../../yjs/tree/shared-types.ts'
import type { NewName } from './merge-types.ts'
import { betweenAfter, type Container, type ListPart, type NewPart } from './scene-changes.ts'
import { separatorOf, textPlaces, type DraftPart, type PlaceLetters, type TextPlace } from './text-places.ts'

/** A type in each of the three documents; null where there is none. */
export interface ComparedTypes {
  readonly base: SharedType | null
  readonly draft: SharedType | null
  readonly parent: SharedType | null
}

export interface ListOptions {
  /** The names in the parent of items that were written there before. */
  readonly names: IdMap<NewName>
  /** Whether the parent has all that the base has, and whether the draft has. */
  readonly isBaseInParent: boolean
  readonly isBaseInDraft: boolean
  /** The parts of what the draft shows that are compared; null: all. */
  readonly keeps: ((range: IdRange) => Iterable<IdRange>) | null
  /** Ids of the draft at places of pages where a conflict is open. */
  readonly open: IdSet
  /** Letters of pages that a merge of the draft deleted in the parent, by their ids in the draft. */
  readonly merged: IdSet
}

interface ChangedList {
  readonly parts: readonly ListPart[]
  readonly places: readonly TextPlace[]
  /** The draft's words behind the parent's, for each place where both may be chosen. */
  readonly both: readonly { readonly place: TextPlace; readonly parts: readonly ListPart[] }[]
  /** Types in the list, to be compared in turn. */
  readonly inner: readonly { readonly types: ComparedTypes; readonly container: Container }[]
}

export function changedList(types: ComparedTypes, options: ListOptions): ChangedList {
  const list = new ListComparison(types, options)
  list.run()
  return list
}

/** A part of the draft's list as the base and the parent have it. */
type KnownRange = Omit<DraftPart, 'item'>

class ListComparison implements ChangedList {
  readonly parts: ListPart[] = []
  places: readonly TextPlace[] = []
  readonly both: { place: TextPlace; parts: readonly ListPart[] }[] = []
  readonly inner: { types: ComparedTypes; container: Container }[] = []
  readonly #placeOf = new IdMap<TextPlace>()
  readonly #types: ComparedTypes
  readonly #options: ListOptions
  /** In the draft's and the parent's list, what the base has is at its place. */
  readonly #isSameList: boolean
  /** The last item that the parent has, and whether it is among the parts. */
  #anchor: { readonly last: ItemId; isIn: boolean } | null = null
  #needsRight = false
  #at = 0

  constructor(types: ComparedTypes, options: ListOptions) {
    this.#types = types
    this.#options = options
    this.#isSameList = options.isBaseInParent && isSameType(types.base, types.parent)
  }

  run(): void {
    const { base, draft } = this.#types
    const parts: DraftPart[] = []
    for (const item of listItems(draft))
      for (const range of this.#known(rangeOf(item))) parts.push({ ...range, item })
    this.#findPlaces(parts)
    for (const { item, ...range } of parts) {
      if (item.deleted) this.#takeDeleted(range)
      else this.#takeShown(item, range)
    }
    if (!this.#options.isBaseInDraft || !isSameType(base, draft)) this.#takeLost()
    for (const place of this.places) this.#takeTheirs(place)
  }

  /** Places that the parent changed as well. */
  #findPlaces(draft: readonly DraftPart[]): void {
    const { base, parent } = this.#types
    if (parent === null || !isText(parent) || !draft.some(isChanged)) return
    const { open, merged } = this.#options
    this.places = textPlaces({ base, parent, draft, open, merged })
    for (const place of this.places) {
      for (const { is, range } of place.letters)
        if (is !== 'kept' && range !== null) this.#placeOf.add(range, place)
    }
  }

  *#known(range: IdRange): Iterable<KnownRange> {
    const { parent, base } = this.#types
    for (const { client, clock, length, value: name } of this.#options.names.parts(range)) {
      if (name !== null && parent !== null) {
        const target = { client: name.to.client, clock: name.to.clock + clock - name.from.clock }
        yield* this.#inParent({ client, clock, length }, target, 'written')
      } else {
        for (const part of rangesIn(base, { client, clock, length })) {
          if (part.is === 'absent' || this.#isSameList) {
            yield { ...idsOf(part), target: part.is === 'absent' ? null : idOf(part), was: part.is }
          } else {
            yield* this.#inParent(idsOf(part), idOf(part), part.is)
          }
        }
      }
    }
  }

  *#inParent(range: IdRange, target: ItemId, was: KnownRange['was']): Iterable<KnownRange> {
    for (const { client, clock, length, is } of rangesIn(this.#types.parent, {
      ...target,
      length: range.length,
    })) {
      const from = range.clock + clock - target.clock
      const id = is === 'absent' ? null : { client, clock }
      yield { client: range.client, clock: from, length, target: id, was }
    }
  }

  #takeDeleted({ target, was, ...range }: KnownRange): void {
    if (target === null) return
    this.#addAnchor(target, range.length)
    if (was === 'alive' || was === 'written') this.#addGone(range, target)
  }

  #takeShown(item: Item, { target, was, ...range }: KnownRange): void {
    const shown = item.countable ? range.length : 0
    if (target === null) {
      // What the base had is gone from the parent as a whole.
      if (was === 'absent') this.#addNew(item, range, null)
      else
        for (const { value: place, ...part } of this.#placeOf.parts(range))
          if (place !== null) this.#addNew(item, part, null)
    } else if (was === 'dead') this.#restore(item, range)
    else {
      for (const { value: place, client, clock, length } of this.#placeOf.parts(range)) {
        // The parent deleted it at a place where the draft wrote.
        if (place !== null) this.#addNew(item, { client, clock, length }, null)
        this.#addAnchor({ client: target.client, clock: target.clock + clock - range.clock }, length)
      }
      this.#lookInto(item, target)
    }
    this.#at += shown
  }

  /** It was deleted in the base, and the draft shows it: it stands again where it stood. */
  #restore(item: Item, range: IdRange): void {
    for (const part of rangesIn(this.#types.parent, range)) {
      if (part.is === 'absent') continue
      const { before, client, clock, length } = part
      if (part.is === 'dead') {
        this.#addNew(item, { client, clock, length }, { left: before, right: { client, clock } })
      }
      this.#addAnchor({ client, clock }, length)
    }
  }

  #lookInto(item: Item, target: ItemId): void {
    const draft = typeIn(item)
    if (draft === null) return
    const { base, parent } = this.#types
    const types = { base: typeAt(base, item.id), draft, parent: typeAt(parent, target) }
    this.inner.push({ types, container: { at: 'item', id: target } })
  }

  #addNew(item: Item, range: IdRange, between: NewPart['between']): void {
    for (const { value: place, ...from } of this.#kept(range)) {
      if (this.#anchor !== null && !this.#anchor.isIn) {
        this.parts.push({ is: 'anchor', first: this.#anchor.last, last: this.#anchor.last })
        this.#anchor.isIn = true
      }
      const at = this.#at + (item.countable ? from.clock - range.clock : 0)
      const shown = item.countable ? from.length : 0
      const part: NewPart = {
        is: 'new',
        item,
        from,
        at,
        shown,
        between: between && betweenAfter(between, from.clock - range.clock),
        place,
      }
      this.parts.push(part)
      this.#needsRight = true
      const draft = typeIn(item)
      if (draft !== null) {
        const types = { base: null, draft, parent: null }
        this.inner.push({ types, container: { at: 'made', by: part } })
      }
    }
  }

  /** What is compared of a range, cut where a place begins or ends. */
  *#kept(range: IdRange) {
    for (const from of this.#options.keeps?.(range) ?? [range]) yield* this.#placeOf.parts(from)
  }

  #addAnchor(first: ItemId, length: number): void {
    const last = { client: first.client, clock: first.clock + length - 1 }
    if (this.#needsRight) this.parts.push({ is: 'anchor', first, last })
    this.#anchor = { last, isIn: this.#needsRight }
    this.#needsRight = false
  }

  #addGone(range: IdRange, target: ItemId): void {
    for (const part of rangesIn(this.#types.parent, { ...target, length: range.length })) {
      if (part.is !== 'alive') continue
      const from = { client: range.client, clock: range.clock + part.clock - target.clock }
      for (const { value: place, ...source } of this.#placeOf.parts({ ...from, length: part.length })) {
        const { client, length } = { ...part, length: source.length }
        const clock = part.clock + source.clock - from.clock
        this.parts.push({ is: 'gone', source, target: { client, clock, length }, at: this.#at, place })
      }
    }
  }

  /** At a place where the draft's words are chosen, the parent's go; or the draft's come behind them. */
  #takeTheirs(place: TextPlace): void {
    for (const { is, target, text } of place.letters) {
      if (is !== 'theirs' || target === null) continue
      const source = { ...target, length: text.length }
      this.parts.push({ is: 'gone', source, target: source, at: place.draftAt, place })
    }
    const { parent, draft: words, last } = place
    const copies = place.letters.flatMap((letters) => copiedPart(letters, place))
    const [first] = copies
    const next = nextInList(this.#types.parent, last)
    if (first === undefined) return
    const between = separatorPart(first, separatorOf(parent, words))
    const parts: ListPart[] = [...between, ...copies]
    if (last !== null) parts.unshift({ is: 'anchor', first: last, last })
    if (next !== null) parts.push({ is: 'anchor', first: next, last: next })
    this.both.push({ place, parts })
  }

  /** What the base shows and the draft's list does not even know. */
  #takeLost(): void {
    const { base, draft } = this.#types
    for (const item of listItems(base)) {
      if (item.deleted) continue
      for (const part of rangesIn(draft, rangeOf(item))) {
        if (part.is !== 'absent') continue
        for (const { target, was, ...range } of this.#known(idsOf(part)))
          if (target !== null && was !== 'absent') this.#addGone(range, target)
      }
    }
  }
}

/** Whether the draft wrote or deleted it. */
const isChanged = ({ item, was, target }: DraftPart): boolean =>
  item.deleted
    ? was === 'alive' || was === 'written'
    : was === 'dead' || (target === null && was === 'absent')

/** Letters that the draft shows, to be written behind the parent's. */
function copiedPart({ is, item, range: from, text }: PlaceLetters, place: TextPlace): readonly NewPart[] {
  if (item === null || from === null) return []
  const { draftAt: at } = place
  const part: NewPart = { is: 'new', item, from, at, shown: text.length, between: null, place }
  return [is === 'kept' ? { ...part, copies: { text: null } } : part]
}

function separatorPart(first: NewPart, text: string): readonly NewPart[] {
  const from = { client: NOBODY, clock: 0, length: text.length }
  return text === '' ? [] : [{ ...first, from, copies: { text } }]
}

/** The client of letters that no document has. */
const NOBODY = -1

const rangeOf = ({ id: { client, clock }, length }: Item): IdRange => ({ client, clock, length })
const idsOf = ({ client, clock, length }: IdRange): IdRange => ({ client, clock, length })
const idOf = ({ client, clock }: IdRange): ItemId => ({ client, clock })

/** Whether it is one and the same type in two documents. Roots are compared only with roots of their name. */
function isSameType(one: SharedType | null, other: SharedType | null): boolean {
  if (one === null || other === null) return one === other
  const a = itemOfType(one)?.id
  const b = itemOfType(other)?.id
  return a?.client === b?.client && a?.clock === b?.clock
}

function typeAt(list: SharedType | null, id: ItemId): SharedType | null {
  const item = list?.doc ? itemAt(list.doc, id) : null
  return item === null || item === 'collected' || item.deleted ? null : typeIn(item)
}
