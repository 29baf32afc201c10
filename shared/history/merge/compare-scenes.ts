// Compares three scenes, key by key and list by list: the base, the draft, and the parent as it is now.
import { equalityDeep } from 'lib0/function'
import type * as Y from 'yjs'
import { isIn } from '../../yjs/document-state.ts'
import type { SharedType } from '../../yjs/item-places.ts'
import {
  ABSENT,
  isSameKind,
  itemOfType,
  type KeyEntry,
  keyEntry,
  keysIn,
  rootTypes,
  type HeldValue,
} from '../../yjs/tree/shared-types.ts'
import type { IdRange } from '../../yjs/id-ranges.ts'
import { amongOpen, idsOf, mapOfNames, spotsIn } from './conflicts.ts'
import type { NewName, OpenConflict, ThingId } from './merge-types.ts'
import { changedList, type ComparedTypes, type ListOptions } from './compare-lists.ts'
import {
  type ChangePlace,
  type Container,
  isEmptyChange,
  type ListChange,
  placeInRoot,
  type SceneChanges,
  type KeyChange,
} from './scene-changes.ts'

interface ComparedScenes {
  readonly base: Y.Doc
  readonly draft: Y.Doc
  readonly parent: Y.Doc
}

interface CompareOptions {
  /** Items of the draft that the parent has under other names. */
  readonly names?: readonly NewName[]
  /** Values that count as conflicts wherever the draft's differs. */
  readonly open?: readonly OpenConflict[]
  /** The parts of what the draft shows that are compared. */
  readonly keeps?: ListOptions['keeps']
  /** What a merge of the draft deleted in pages of the parent. */
  readonly merged?: readonly IdRange[]
  /** The things that are compared; null: all. */
  readonly things?: ReadonlySet<ThingId> | null
}

/** What the draft changed since the base and still differs by from the parent. */
export function compareScenes(
  { base, draft, parent }: ComparedScenes,
  { names = [], open = [], keeps = null, merged = [], things = null }: CompareOptions,
): SceneChanges {
  const comparison = new SceneComparison(
    {
      names: mapOfNames(names),
      isBaseInParent: isIn(base, parent),
      isBaseInDraft: isIn(base, draft),
      keeps,
      open: spotsIn(open),
      merged: idsOf(merged),
    },
    amongOpen(open),
    things,
  )
  for (const name of new Set([...rootTypes(base).keys(), ...rootTypes(draft).keys()])) {
    comparison.compareRoot(name, {
      base: rootTypes(base).get(name) ?? null,
      draft: rootTypes(draft).get(name) ?? null,
      parent: rootTypes(parent).get(name) ?? null,
    })
  }
  return comparison
}

class SceneComparison implements SceneChanges {
  readonly values: KeyChange[] = []
  readonly lists: ListChange[] = []
  readonly #options: ListOptions
  readonly #isOpen: (place: ChangePlace) => boolean
  readonly #things: ReadonlySet<ThingId> | null

  constructor(
    options: ListOptions,
    isOpen: (place: ChangePlace) => boolean,
    things: ReadonlySet<ThingId> | null,
  ) {
    this.#options = options
    this.#isOpen = isOpen
    this.#things = things
  }

  compareRoot(name: string, types: ComparedTypes): void {
    const container: Container = { at: 'root', name }
    this.#compareKeys(types, container, (key) => placeInRoot(name, key))
    this.#compareList({ thing: 'world', path: [name] }, types, container)
  }

  compareType(place: ChangePlace, types: ComparedTypes, container: Container): void {
    const { thing, path } = place
    this.#compareKeys(types, container, (key) => ({ thing, path: [...path, key] }))
    this.#compareList(place, types, container)
  }

  #compareKeys(types: ComparedTypes, container: Container, placeAt: (key: string) => ChangePlace): void {
    for (const key of new Set([...keysIn(types.base), ...keysIn(types.draft)])) {
      const place = placeAt(key)
      if (this.#things?.has(place.thing) === false) continue
      const entries = {
        base: keyEntry(types.base, key),
        draft: keyEntry(types.draft, key),
        parent: keyEntry(types.parent, key),
      }
      this.#compareKey(place, key, entries, container)
    }
  }

  #compareKey(place: ChangePlace, key: string, entries: ComparedEntries, container: Container): void {
    const base = entries.base?.said ?? ABSENT
    const draft = entries.draft?.said ?? ABSENT
    const parent = entries.parent?.said ?? ABSENT
    const write = (isConflict: boolean): KeyChange | null => {
      const source = entries.draft ?? entries.base
      if (source === null) return null
      const { client, clock } = source
      const wrote = draft.is === 'absent' ? null : (entries.draft?.item ?? null)
      const behind = entries.parent && { client: entries.parent.client, clock: entries.parent.clock }
      const of = { ...place, container, key, wrote, source: { client, clock }, behind }
      const change = { ...of, base, parent, draft, isConflict: isConflict || this.#isOpen(place) }
      this.values.push(change)
      return change
    }
    if (draft.is !== 'type') {
      if (isSame(base, draft) || isSame(draft, parent)) return
      write(parent.is === 'type' ? !isUntouched(base, parent) : !isSame(base, parent))
      return
    }
    const before = typeLike(base, draft.type)
    const now = typeLike(parent, draft.type)
    if (now !== null) {
      const item = itemOfType(now)
      if (item === null) return
      const into: Container = { at: 'item', id: { client: item.id.client, clock: item.id.clock } }
      this.compareType(place, { base: before, draft: draft.type, parent: now }, into)
      return
    }
    // The parent has removed it. Where the draft did not touch it, that stands.
    if (before !== null && isUntouched(base, draft)) return
    const made = write(before !== null || !isSame(base, parent))
    if (made === null) return
    this.compareType(place, { base: null, draft: draft.type, parent: null }, { at: 'made', by: made })
  }

  #compareList(place: ChangePlace, types: ComparedTypes, container: Container): void {
    const { parts, places, both, inner } = changedList(types, this.#options)
    const of = { ...place, container }
    if (parts.length > 0) this.lists.push({ ...of, parts, places, both: null })
    for (const each of both) this.lists.push({ ...of, parts: each.parts, places: [], both: each.place })
    for (const each of inner) this.compareType(place, each.types, each.container)
  }
}

/** Of two states of one type, the later one has all of the earlier one. */
const ALL_LATER: ListOptions = {
  names: mapOfNames([]),
  isBaseInParent: true,
  isBaseInDraft: true,
  keeps: null,
  open: idsOf([]),
  merged: idsOf([]),
}

interface ComparedEntries {
  readonly base: KeyEntry | null
  readonly draft: KeyEntry | null
  readonly parent: KeyEntry | null
}

/** A type only where it is of the same kind. */
const typeLike = (said: HeldValue, type: SharedType): SharedType | null =>
  said.is === 'type' && isSameKind(said.type, type) ? said.type : null

/** Whether two plain values are equal. A type is equal to nothing: it is looked into. */
function isSame(one: HeldValue, other: HeldValue): boolean {
  if (one.is === 'plain' && other.is === 'plain') return equalityDeep(one.value, other.value)
  return one.is === 'absent' && other.is === 'absent'
}

/** Whether nothing in a type was changed since. */
function isUntouched(before: HeldValue, since: HeldValue): boolean {
  if (since.is !== 'type') return false
  const base = typeLike(before, since.type)
  if (base === null) return false
  const comparison = new SceneComparison(ALL_LATER, () => false, null)
  const container: Container = { at: 'root', name: '' }
  comparison.compareType({ thing: 'world', path: [] }, { base, draft: since.type, parent: base }, container)
  return isEmptyChange(comparison)
}
