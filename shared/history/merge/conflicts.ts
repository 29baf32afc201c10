// Conflicts: values that both sides changed since the base, to different ones. One that was left open counts
// on after a rebase, when the draft alone differs from its base.
import type { HeldValue } from '../../yjs/tree/shared-types.ts'
import type { Choice, Conflict, OpenConflict } from './merge-types.ts'
import { type ChangePlace, keyOf, type SceneChanges, type KeyChange } from './scene-changes.ts'

/** Whether a place is one of these. */
export function amongOpen(open: readonly OpenConflict[]): (place: ChangePlace) => boolean {
  const names = new Set(open.map(nameOf))
  return (place) => names.size > 0 && names.has(placeName(place))
}

export function conflictsOf(changes: SceneChanges, open: readonly OpenConflict[]): readonly Conflict[] {
  const before = new Map(open.map((each) => [nameOf(each), each]))
  return changes.values.flatMap((change) => {
    if (!change.isConflict) return []
    const known = before.get(placeName(change))
    const base = known === undefined ? jsonOf(change, change.base) : known.base
    const parent = jsonOf(change, change.parent)
    const draft = jsonOf(change, change.draft)
    return [{ id: change.thing, key: keyOf(change), ...inside({ base, parent, draft }) }]
  })
}

/** Whether the draft's side was chosen. */
export function chosen(choices: readonly Choice[], side: Choice['side']): (change: KeyChange) => boolean {
  const names = new Set(choices.filter((choice) => choice.side === side).map(nameOf))
  return (change) => names.has(placeName(change))
}

export const openOf = (conflicts: readonly Conflict[]): readonly OpenConflict[] =>
  conflicts.map(({ id, key, base }) => ({ id, key, ...inside({ base }) }))

const nameOf = ({ id, key }: { readonly id: string; readonly key: string }): string => `${id} ${key}`
const placeName = (place: ChangePlace): string => nameOf({ id: place.thing, key: keyOf(place) })

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
