// What programs show and ask the person at a screen alone, as it came so far.
import type { PersonalChange, PersonalLook, Question } from '../../../shared/behavior/personal.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { Listeners } from '../../device/listener-set.ts'

export type PersonalLooks = Readonly<Partial<Record<PersonalLook, string>>>

export interface Personal {
  /** The look of a thing as only this person sees it; the same object until it is another. */
  readonly looks: (id: ArtifactId) => PersonalLooks
  /** What anchors of a page show this person alone, by name. */
  readonly pageValues: (id: ArtifactId) => ReadonlyMap<string, string>
  /** The open questions, the oldest first. */
  readonly questions: () => readonly Question[]
  /** Calls back with each change. */
  readonly subscribe: (listener: () => void) => () => void
  readonly apply: (change: PersonalChange) => void
}

const NO_LOOKS: PersonalLooks = {}
const NO_VALUES: ReadonlyMap<string, string> = new Map()

export function createPersonal(): Personal {
  const listeners = new Listeners()
  let looks = new Map<ArtifactId, PersonalLooks>()
  let pageValues = new Map<ArtifactId, ReadonlyMap<string, string>>()
  let questions: readonly Question[] = []

  function showAt(id: ArtifactId, name: string, value: string | null): void {
    const shown = new Map(pageValues.get(id))
    if (value === null) shown.delete(name)
    else shown.set(name, value)
    if (shown.size === 0) pageValues.delete(id)
    else pageValues.set(id, shown)
  }

  function look(id: ArtifactId, name: PersonalLook, value: string | null): void {
    const { [name]: _, ...others } = looks.get(id) ?? NO_LOOKS
    looks.set(id, value === null ? others : { ...others, [name]: value })
  }

  return {
    looks: (id) => looks.get(id) ?? NO_LOOKS,
    pageValues: (id) => pageValues.get(id) ?? NO_VALUES,
    questions: () => questions,
    subscribe: listeners.add,
    apply({ whole, values, questions: more, closed }) {
      if (whole) {
        looks = new Map()
        pageValues = new Map()
        questions = []
      }
      for (const { thing, name, value } of values) {
        if (name.startsWith('#')) showAt(thing, name.slice(1), value)
        else if (name === 'name' || name === 'sprite') look(thing, name, value)
      }
      const known = new Set(more.map(({ id }) => id))
      const left = questions.filter(({ id }) => !known.has(id) && !closed.includes(id))
      if (left.length < questions.length || more.length > 0) questions = [...left, ...more]
      listeners.tell()
    },
  }
}
