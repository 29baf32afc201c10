// One change in words, as a line of the list, and who made it.
import type { ChangeKind, ThingChange } from '../../../shared/history/changes/thing-change.ts'
import type { HistoryAuthor } from '../../../shared/wire/api/history-bodies.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import type { ChangeEntry } from './listed-changes.ts'
import { nameIn, valueLabel } from './value-words.ts'

const KINDS: Readonly<Record<ChangeKind, string>> = {
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
  return `${name} ${verb} ${isGone(change) ? 'deleted for good' : KINDS[change.kind]}`
}

/** Whether nothing was left of it, not even in limbo. */
const isGone = ({ kind, values }: ThingChange<unknown>): boolean =>
  kind === 'removed' && !values.some(({ key, to }) => key === 'place' && to !== undefined)

/** The name that it has, or had when it was taken away. */
export function subjectName({ id, values }: Pick<ThingChange<unknown>, 'id' | 'values'>, view: View): string {
  if (id === 'world') return 'The world'
  if (view.artifact(id) !== null) return nameIn(view, id)
  const name = values.find(({ key }) => key === 'name')
  const said = name?.from ?? name?.to
  return typeof said === 'string' && said !== '' ? said : 'A thing'
}

/** "the program of Lamp", "Ada by an agent", "Ada", "people from club.example". */
export function authorWords({
  kind,
  name,
}: {
  readonly kind: HistoryAuthor['kind'] | 'node'
  readonly name: string
}): string {
  switch (kind) {
    case 'person':
      return name
    case 'program':
      // What a node says of a program that it knows no thing of.
      return name === '' || name === 'A program' ? 'a program' : `the program of ${name}`
    case 'agent':
      return name === '' ? 'an agent' : `${name} by an agent`
    case 'owner':
      return 'Inkland'
    case 'node':
      return `people from ${name}`
  }
}
