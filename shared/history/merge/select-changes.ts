// The part of the changes that a merge takes: things, pages and passages, and what these need. A thing that
// stands on an added thing needs that; a passage of an added thing needs the thing without the rest of its
// page.
import { parseArtifactId } from '../../world/address.ts'
import { isPlain, ownValue } from '../../world/place.ts'
import { wholeBefore } from '../../world/text-difference.ts'
import { stringAt } from '../../yjs/tree/new-items.ts'
import type { Passage, Selection, ThingId } from './merge-types.ts'
import {
  betweenAfter,
  type Container,
  type ListChange,
  type ListPart,
  type NewPart,
  type SceneChanges,
  type KeyChange,
} from './scene-changes.ts'
import type { TextPlace, TextSide } from './text-places.ts'

interface SelectedChanges extends SceneChanges {
  readonly taken: readonly ThingId[]
}

/** What is written of conflicts. */
export interface ConflictSides {
  /** Whether the draft's value is. */
  readonly wins: (conflict: KeyChange) => boolean
  /** Whose words stand at a place of a page. */
  readonly textSide: (thing: ThingId, place: TextPlace) => TextSide
}

/** Null takes everything. */
export function selectChanges(
  changes: SceneChanges,
  selection: Selection | null,
  sides: ConflictSides,
): SelectedChanges {
  const asked = selection ?? { things: thingsIn(changes), pages: [], passages: [] }
  const choice = new TakenChanges(changes, asked, sides)
  return choice.run()
}

function thingsIn({ values, lists }: SceneChanges): readonly ThingId[] {
  return [...new Set([...values, ...lists].map(({ thing }) => thing))]
}

class TakenChanges {
  readonly #changes: SceneChanges
  readonly #sides: ConflictSides
  readonly #things: Set<ThingId>
  readonly #pages: ReadonlySet<ThingId>
  readonly #passages: ReadonlyMap<ThingId, readonly Passage[]>
  /** Added things of which a page or a passage is taken: all but their pages is taken with it. */
  readonly #partly: ReadonlySet<ThingId>
  readonly #values = new Map<KeyChange, boolean>()
  readonly #parts = new Set<NewPart>()

  constructor(changes: SceneChanges, selection: Selection, sides: ConflictSides) {
    this.#changes = changes
    this.#sides = sides
    this.#things = new Set(selection.things)
    this.#pages = new Set(selection.pages)
    this.#passages = Map.groupBy(selection.passages, ({ id }) => id)
    const added = addedThings(changes)
    const partly = [...selection.pages, ...selection.passages.map(({ id }) => id)]
    this.#partly = new Set(partly.filter((id) => added.has(id)))
    this.#takeHosts(added)
  }

  run(): SelectedChanges {
    const lists = this.#changes.lists.flatMap((list) => this.#cut(list) ?? [])
    const values = this.#changes.values.filter((value) => this.#isTaken(value))
    const all = { values, lists: lists.filter(({ container }) => this.#isThere(container)) }
    return { ...all, taken: [...new Set([...this.#things, ...thingsIn(all)])] }
  }

  /** A thing that stands on an added thing needs that. */
  #takeHosts(added: ReadonlySet<ThingId>): void {
    const hosts = new Map<ThingId, ThingId>()
    for (const { thing, path, draft } of this.#changes.values) {
      const [key, ...inner] = path
      const place = draft.is === 'plain' && key === 'place' && inner.length === 0 ? draft.value : null
      const host = isPlain(place) ? parseArtifactId(ownValue(place, 'host')) : null
      if (host !== null && added.has(host)) hosts.set(thing, host)
    }
    const isThere = (id: ThingId): boolean => this.#things.has(id) || this.#partly.has(id)
    for (const start of [...this.#things, ...this.#partly]) {
      for (let host = hosts.get(start); host !== undefined && !isThere(host); host = hosts.get(host))
        this.#things.add(host)
    }
  }

  #isTaken(change: KeyChange): boolean {
    const known = this.#values.get(change)
    if (known !== undefined) return known
    const { thing, isConflict, container } = change
    const isAsked = this.#things.has(thing) || this.#partly.has(thing)
    const isTaken = isAsked && (!isConflict || this.#sides.wins(change)) && this.#isThere(container)
    this.#values.set(change, isTaken)
    return isTaken
  }

  #isThere(container: Container): boolean {
    if (container.at !== 'made') return true
    const { by } = container
    return 'is' in by ? this.#parts.has(by) : this.#isTaken(by)
  }

  #cut(list: ListChange): ListChange | null {
    const { thing, path } = list
    const isPage = path.length === 1 && path[0] === 'text'
    const isWhole = this.#things.has(thing) || (isPage && this.#pages.has(thing))
    const passages = isPage ? (this.#passages.get(thing) ?? []) : []
    const isChosen = (place: TextPlace, side: TextSide): boolean =>
      (isWhole || isTouched(place, passages)) && this.#sides.textSide(thing, place) === side
    if (list.both !== null) return isChosen(list.both, 'both') ? list : null
    const parts = list.parts.flatMap((part) => {
      const place = part.is === 'anchor' ? null : part.place
      if (place !== null) return isChosen(place, 'draft') ? [part] : []
      return isWhole ? [part] : [...partsIn(part, passages)]
    })
    for (const part of parts) if (part.is === 'new') this.#parts.add(part)
    if (parts.every((part) => part.is === 'anchor')) return null
    return { ...list, parts, places: list.places.filter((place) => isChosen(place, 'draft')) }
  }
}

function addedThings({ values }: SceneChanges): ReadonlySet<ThingId> {
  return new Set(
    values.flatMap(({ thing, path, draft }) => (path.length === 0 && draft.is === 'type' ? [thing] : [])),
  )
}

/** A place is taken as a whole, also where a passage has a part of it alone. */
function isTouched({ draftAt, draft }: TextPlace, passages: readonly Passage[]): boolean {
  return passages.some(({ from, to }) =>
    draft === '' ? from <= draftAt && draftAt <= to : from < draftAt + draft.length && draftAt < to,
  )
}

/** The parts of a change of a page that are in one of these passages. */
function* partsIn(part: ListPart, passages: readonly Passage[]): Iterable<ListPart> {
  if (part.is === 'anchor') yield part
  else if (part.is === 'gone') {
    if (passages.some(({ from, to }) => from <= part.at && part.at <= to)) yield part
  } else if (part.shown === 0) {
    if (passages.some(({ from, to }) => from <= part.at && part.at < to)) yield part
  } else {
    let at = 0
    for (const { from, to } of passages.toSorted((a, b) => a.from - b.from)) {
      const start = Math.max(at, wholeLetter(part, from - part.at, -1))
      at = Math.max(start, Math.min(part.shown, wholeLetter(part, to - part.at, 1)))
      if (start < at) yield cut(part, start, at)
    }
  }
}

function cut(part: NewPart, start: number, end: number): NewPart {
  if (start === 0 && end === part.shown) return part
  const { client, clock } = part.from
  return {
    ...part,
    from: { client, clock: clock + start, length: end - start },
    at: part.at + start,
    shown: end - start,
    between: part.between && betweenAfter(part.between, start),
  }
}

/** Moves a cut that would part the two halves of a letter. */
function wholeLetter({ item, from }: NewPart, at: number, by: -1 | 1): number {
  if (at <= 0 || at >= from.length) return at
  const text = stringAt(item, from.clock - item.id.clock + at - 1, 2)
  return text !== null && wholeBefore(text, 1) < 1 ? at + by : at
}
