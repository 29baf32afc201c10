// A step in a few words, for the button and for those who listen: `move lamp`, `change 3 things`.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { UndoneDeed } from '../../shared/history/captured-inverse.ts'

const NAME_SHOWN = 40

/** The words for the deeds of one step. */
export function labelOf(deeds: readonly UndoneDeed[], nameOf: (id: ArtifactId) => string): string {
  const [first] = deeds
  if (first === undefined) return ''
  const things = new Set(deeds.map(({ of }) => of))
  const verbs = new Set(deeds.map(({ verb }) => verb))
  const isMixed = verbs.size > 1 || first.verb === 'write'
  if (things.size > 1) return `${isMixed ? 'change' : first.verb} ${things.size} things`
  if (verbs.size === 1 && first.verb === 'write') return 'typing'
  const verb = verbs.has('make') ? 'make' : verbs.size > 1 ? 'change' : first.verb
  return `${verb} ${first.of === null ? 'the world' : shown(nameOf(first.of))}`
}

function shown(name: string): string {
  if (name === '') return 'a thing'
  return name.length <= NAME_SHOWN ? name : `${name.slice(0, NAME_SHOWN - 1).toWellFormed()}…`
}
