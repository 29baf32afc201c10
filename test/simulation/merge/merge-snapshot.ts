// A scene as plain values, to compare states in a test of merges.
import type * as Y from 'yjs'
import { isRecord } from '../../../shared/json/json-value.ts'

export interface Snapshot {
  /** By thing, then by key; the world's own are those of `world`. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly pages: ReadonlyMap<string, string>
}

export function snapshotOf(scene: Y.Doc): Snapshot {
  const values = new Map<string, Map<string, string>>()
  const pages = new Map<string, string>()
  const all: unknown = scene.getMap('artifacts').toJSON()
  values.set('world', flat(scene.getMap('meta').toJSON()))
  for (const [id, thing] of Object.entries(isRecord(all) ? all : {})) {
    if (!isRecord(thing)) continue
    const { text, ...rest } = thing
    pages.set(id, typeof text === 'string' ? text : '')
    values.set(id, flat(rest))
  }
  return { values, pages }
}

function flat(raw: unknown): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(isRecord(raw) ? raw : {})) {
    const isNested = (key === 'look' || key === 'colors' || key === 'settings') && isRecord(value)
    if (!isNested) found.set(key, JSON.stringify(value))
    else for (const [inner, each] of Object.entries(value)) found.set(`${key}.${inner}`, JSON.stringify(each))
  }
  return found
}

export interface ValueConflict {
  readonly id: string
  readonly key: string
}

/** What a merge must make of the values of a thing, by comparing three states of it. */
export function mergedValues(
  id: string,
  { base, draft, parent }: Record<'base' | 'draft' | 'parent', Snapshot>,
  isOpen: (conflict: ValueConflict) => boolean,
  takesDraft: (conflict: ValueConflict) => boolean,
): { readonly values: ReadonlyMap<string, string>; readonly conflicts: readonly ValueConflict[] } {
  const of = (snapshot: Snapshot): ReadonlyMap<string, string> =>
    snapshot.values.get(id) ?? new Map<string, string>()
  const merged = new Map(of(parent))
  const conflicts: ValueConflict[] = []
  for (const key of new Set([...of(base).keys(), ...of(draft).keys()])) {
    const [b, d, p] = [of(base).get(key), of(draft).get(key), of(parent).get(key)]
    if (d === b || d === p) continue
    const conflict = { id, key }
    const isConflict = p !== b || isOpen(conflict)
    if (isConflict) conflicts.push(conflict)
    if (isConflict && !takesDraft(conflict)) continue
    if (d === undefined) merged.delete(key)
    else merged.set(key, d)
  }
  return { values: merged, conflicts }
}
