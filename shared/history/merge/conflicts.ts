// Conflicts: what both sides changed since the base, to different values or words. One that was left open
// counts on after a rebase, when the draft alone differs from its base.
import type { IdRange } from '../../yjs/id-ranges.ts'
import { IdMap } from '../../yjs/id-map.ts'
import { IdSet } from '../../yjs/id-set.ts'
import type { HeldValue } from '../../yjs/tree/shared-types.ts'
import type { Choice, Conflict, NewName, OpenConflict, ThingId } from './merge-types.ts'
import { type ChangePlace, keyOf, type SceneChanges, type KeyChange } from './scene-changes.ts'
import { isAmong, type TextPlace, type TextSide } from './text-places.ts'

const TEXT = 'text'
/** Most ranges of ids by which an open conflict of words is known: any one of them finds it. */
export const SPOTS_MAX = 20

/** Whether the value at a place is one of these. */
export function amongOpen(open: readonly OpenConflict[]): (place: ChangePlace) => boolean {
  const names = new Set(open.filter(({ kind }) => kind !== TEXT).map(nameOf))
  return (place) => names.size > 0 && names.has(placeName(place))
}

/** Where these are conflicts of words. */
export const spotsIn = (open: readonly OpenConflict[]): IdSet =>
  idsOf(open.flatMap(({ spots = [] }) => spots))

export function idsOf(ranges: readonly IdRange[]): IdSet {
  const ids = new IdSet()
  for (const range of ranges) ids.add(range)
  return ids
}

export function conflictsOf(changes: SceneChanges, open: readonly OpenConflict[]): readonly Conflict[] {
  return [...valuesOf(changes, open), ...textsOf(changes, open).map(({ conflict }) => conflict)]
}

/** Each name, found by what it was before. */
export function mapOfNames(names: readonly NewName[]): IdMap<NewName> {
  const map = new IdMap<NewName>()
  for (const name of names.toSorted((a, b) => a.from.clock - b.from.clock)) map.add(name.from, name)
  return map
}

function valuesOf(changes: SceneChanges, open: readonly OpenConflict[]): readonly Conflict[] {
  const before = new Map(open.filter(({ kind }) => kind !== TEXT).map((each) => [nameOf(each), each]))
  return changes.values.flatMap((change) => {
    if (!change.isConflict) return []
    const known = before.get(placeName(change))
    const base = known === undefined ? jsonOf(change, change.base) : known.base
    const parent = jsonOf(change, change.parent)
    const draft = jsonOf(change, change.draft)
    return [{ id: change.thing, key: keyOf(change), ...inside({ base, parent, draft }), ...markOf(known) }]
  })
}

interface TextConflict {
  readonly conflict: Conflict
  readonly place: TextPlace
}

function textsOf({ lists }: SceneChanges, open: readonly OpenConflict[]): readonly TextConflict[] {
  const before = open.map((each) => ({ each, spots: spotsIn([each]) }))
  return lists.flatMap((list) =>
    list.places.flatMap((place) => {
      if (place.settled !== null) return []
      const { at, parent, draft } = place
      const known = before.find(({ spots }) => draftIds(place).some((range) => isAmong(spots, range)))
      const base = known === undefined ? place.base : known.each.base
      const words = { ...inside({ base, parent, draft }), ...markOf(known?.each) }
      return [{ conflict: { id: list.thing, key: keyOf(list), kind: 'text' as const, at, ...words }, place }]
    }),
  )
}

/** Whether the draft's value was chosen, or the parent's. */
export function chosen(choices: readonly Choice[], side: 'draft' | 'parent'): (change: KeyChange) => boolean {
  const names = new Set(choices.filter((choice) => choice.side === side).map(nameOf))
  return (change) => names.has(placeName(change))
}

/** Whose words were chosen for a place. */
export function chosenText(
  choices: readonly Choice[],
): (thing: ThingId, place: TextPlace) => TextSide | null {
  return (thing, { at, settled, parent, draft }) => {
    if (settled !== null) return settled
    const side = choices.find((choice) => choice.id === thing && isOfText(choice, at))?.side ?? null
    if (side !== 'both') return side
    return draft === '' ? 'parent' : parent === '' ? 'draft' : 'both'
  }
}

const isOfText = (choice: Choice, at: number): boolean =>
  choice.key === TEXT && (choice.at === undefined || choice.at === at)

/** Whether a choice is about a conflict. */
export const isAbout = (choice: Choice, { id, key, kind, at }: Conflict): boolean =>
  choice.id === id &&
  choice.key === key &&
  (kind === TEXT ? choice.at === undefined || choice.at === at : choice.side !== 'both')

/** What the draft changed at a place, by its ids. */
export const draftIds = ({ letters }: TextPlace): readonly IdRange[] =>
  letters.flatMap(({ is, range }) => (is === 'kept' || range === null ? [] : [range]))

/** The conflicts that stay open, by the ids that they have once these changes are written. */
export function openOf(
  changes: SceneChanges,
  open: readonly OpenConflict[],
  names: readonly NewName[],
): readonly OpenConflict[] {
  const written = mapOfNames(names)
  const values = valuesOf(changes, open).map((conflict) => ({
    id: conflict.id,
    key: conflict.key,
    ...inside({ base: conflict.base }),
    ...markOf(conflict),
  }))
  const texts = textsOf(changes, open).map(({ conflict, place }) => {
    const { id, key, base } = conflict
    const spots = writtenSpots(place, written).slice(0, SPOTS_MAX)
    return { id, key, kind: 'text' as const, ...inside({ base }), spots, ...markOf(conflict) }
  })
  return [...values, ...texts]
}

/** Conflicts of words with the ids of what a merge wrote there. */
export function withSpots(
  changes: SceneChanges,
  open: readonly OpenConflict[],
  names: readonly NewName[],
): readonly Conflict[] {
  const written = mapOfNames(names)
  const texts = textsOf(changes, open).map(({ conflict, place }) => {
    const spots = draftIds(place)
      .flatMap((range) => namesOf(range, written))
      .slice(0, SPOTS_MAX)
    return spots.length === 0 ? conflict : { ...conflict, spots }
  })
  return [...valuesOf(changes, open), ...texts]
}

/** New letters by their new ids; what is deleted there, by those that the parent has. */
function writtenSpots({ letters }: TextPlace, written: IdMap<NewName>): readonly IdRange[] {
  return letters.flatMap(({ is, range, target, text }) => {
    if (is === 'theirs' || is === 'deleted')
      return target === null ? [] : [{ ...target, length: text.length }]
    return (is === 'ours' || is === 'lost') && range !== null ? namesOf(range, written) : []
  })
}

function namesOf(range: IdRange, written: IdMap<NewName>): readonly IdRange[] {
  return [...written.parts(range)].flatMap(({ value, clock, length }) => {
    if (value === null) return []
    return [{ client: value.to.client, clock: value.to.clock + clock - value.from.clock, length }]
  })
}

const nameOf = ({ id, key }: { readonly id: string; readonly key: string }): string => `${id} ${key}`
const placeName = (place: ChangePlace): string => nameOf({ id: place.thing, key: keyOf(place) })

/** That a base is not kept, wherever the conflict goes. */
const markOf = (open: OpenConflict | undefined): Pick<OpenConflict, 'isCut'> =>
  open?.isCut === undefined ? {} : { isCut: open.isCut }

/** What is there, without what is absent. */
function inside<Values extends Record<string, unknown>>(values: Values): Partial<Values> {
  const there: Partial<Values> = { ...values }
  for (const key of Object.keys(values)) if (values[key] === undefined) Reflect.deleteProperty(there, key)
  return there
}

/** A thing as a whole is said by its place. */
function jsonOf({ path }: ChangePlace, said: HeldValue): unknown {
  if (said.is === 'absent') return undefined
  if (said.is === 'plain') return said.value
  const json: unknown = said.type.toJSON()
  if (path.length > 0 || typeof json !== 'object' || json === null) return json
  return Reflect.get(json, 'place') ?? null
}
