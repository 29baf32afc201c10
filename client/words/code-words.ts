// The words of code's API, with the help on each: read once from the declarations that the behavior itself
// uses.
import declarations from '../../shared/behavior/behavior.d.ts?raw'
import { EVENT_NAMES, isEventName, REFUSABLE, ROLES, rolesOf } from '../../shared/behavior/program-events.ts'
import { parseReference, type ReferenceEntry } from '../../shared/behavior/api-reference.ts'
import { SPRITES } from '../../shared/world/sprites.ts'
import { EVENT_WORDS, ROLE_WORDS } from './event-words.ts'

export const REFERENCE: readonly ReferenceEntry[] = parseReference(declarations)

const byName = new Map(REFERENCE.map((entry) => [entry.name, entry]))

export interface Word {
  readonly name: string
  readonly kind: 'function' | 'value' | 'type' | 'property' | 'event'
  readonly signatures: readonly string[]
  readonly words: string
}

/** Names that stand by themselves: functions and values. */
export const WORDS: readonly Word[] = REFERENCE.filter(({ kind }) => kind !== 'type')

/** The members of a type, by its name in the declarations. */
export function membersOf(type: string): readonly Word[] {
  return (byName.get(type)?.members ?? []).map(({ name, signatures, words }) => ({
    name,
    kind: 'property',
    signatures,
    words,
  }))
}

/** Members of everything that one can hold in a hand, for where nobody knows what stands before the dot. */
export const MEMBERS: readonly Word[] = unique(
  ['Thing', 'Happening', 'Page', 'Beat', 'Outcome'].flatMap(membersOf),
)

function unique(words: readonly Word[]): readonly Word[] {
  return [...new Map(words.map((word) => [word.name, word])).values()]
}

/** Names in quotes. */
const quoted = (name: string, words = ''): Word => ({ name, kind: 'event', signatures: [], words })

export const EVENTS: readonly Word[] = EVENT_NAMES.map((name) => quoted(name, EVENT_WORDS[name]))
export const REFUSABLES: readonly Word[] = REFUSABLE.map((name) => quoted(name, EVENT_WORDS[name]))
export const ROLES_OF = (event: string | null): readonly Word[] =>
  (event !== null && isEventName(event) ? rolesOf(event) : ROLES).map((name) =>
    quoted(name, ROLE_WORDS[name]),
  )
export const DRAWINGS: readonly Word[] = [...SPRITES, 'emoji:', 'paint:#'].map((name) => quoted(name))
export const FACINGS: readonly Word[] = (byName.get('Facing')?.choices ?? []).map((name) => quoted(name))

/** The help on a name; after a dot, on a member. */
export function wordFor(name: string, isMember: boolean): Word | null {
  const known = isMember ? MEMBERS : WORDS
  return known.find((word) => word.name === name) ?? null
}
