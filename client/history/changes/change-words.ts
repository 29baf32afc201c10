// One change in words, as a line of the list.
import type { ChangedThing } from '../../../shared/wire/api/history-bodies.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import type { ChangeEntry } from '../travel/comparison.ts'
import { nameIn, valueLabel } from '../words/value-words.ts'

const KINDS: Readonly<Record<ChangedThing['kind'], string>> = {
  added: 'added',
  removed: 'put away',
  restored: 'brought back',
  moved: 'moved',
  changed: 'changed',
}

/** "Lamp was moved", "Lamp: Width", "The world’s page". */
export function entryTitle(
  { change, spot }: ChangeEntry,
  view: View,
  verb: 'was' | 'would be' = 'was',
): string {
  const name = subjectName(change, view)
  if (spot !== null) return change.id === view.root ? 'The world’s page' : `The page of ${name}`
  if (change.id === 'world') return `The world’s title ${verb} changed`
  const [only, ...more] = change.values
  if (change.kind === 'changed' && only !== undefined && more.length === 0)
    return `${name}: ${valueLabel(only.key)}`
  return `${name} ${verb} ${KINDS[change.kind]}`
}

/** The name that it has, or had when it was taken away. */
export function subjectName({ id, values }: ChangedThing, view: View): string {
  if (id === 'world') return 'The world'
  if (view.artifact(id) !== null) return nameIn(view, id)
  const name = values.find(({ key }) => key === 'name')
  const said = name?.from ?? name?.to
  return typeof said === 'string' && said !== '' ? said : 'A thing'
}
