// Everybody who is here, each once: those who have an avatar in the world, those who only write, and those
// who are away. A person with three tabs and an avatar is one person.
import { distanceBetween, EARSHOT } from '../../../shared/play/walking/earshot.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { Avatar } from '../../../shared/world/avatar.ts'
import type { PresentPerson } from '../../../shared/world/view/present-people.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { floorName } from './surroundings.ts'
import type { OtherTab } from './others.ts'

export interface RosterEntry {
  readonly key: string
  readonly name: string
  /** `#rrggbb` */
  readonly color: string
  /** One of their tabs, the last that told of itself; null: none is open in this world. */
  readonly client: number | null
  /** Their avatar; null: they have none here, and only write. */
  readonly person: PresentPerson | null
}

type Tab = Pick<OtherTab, 'client' | 'name' | 'color' | 'body'>

/** The others, by name; `me`: one's own body and name. */
export function rosterOf(
  tabs: readonly Tab[],
  people: readonly PresentPerson[],
  me: { readonly body: string | null },
): readonly RosterEntry[] {
  const bodies = new Map(people.map((person) => [person.id, person]))
  const entries = new Map<string, RosterEntry>()
  for (const person of people) {
    if (person.id === me.body) continue
    entries.set(person.id, {
      key: person.id,
      name: person.name,
      color: person.avatar.look.color,
      client: null,
      person,
    })
  }
  for (const { client, name, color, body } of tabs) {
    if (body !== null && body === me.body) continue
    // Anybody can say of a tab whose it is: it counts where the name says the same.
    const person = body === null ? undefined : bodies.get(body)
    const isTheirs = person !== undefined && person.name === name
    const key = isTheirs ? person.id : (body ?? `${color} ${name}`)
    const known = entries.get(key)
    if (isTheirs && known) entries.set(key, { ...known, client })
    else if (person === undefined) entries.set(key, { key, name, color, client, person: null })
    else entries.set(`${client}`, { key: `${client}`, name, color, client, person: null })
  }
  return [...entries.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.key < b.key ? -1 : 1))
}

export const isThere = ({ person }: RosterEntry): boolean => person?.avatar.isAway !== true

/** Of somebody who is not there themselves, while the program of their body acts for them. */
export const BY_PROGRAM = 'run by a program'

export const isByProgram = ({ kind, isAway }: Avatar): boolean => kind === 'local' && !isAway

/** A kneeling person writes; a program that found them so does not. */
export const isWriting = (avatar: Avatar): boolean => avatar.isKneeling && !isByProgram(avatar)

/** Where somebody is, in a few words. `me`: one's own avatar; null: one has none here. */
export function whereIs(
  { person, client }: RosterEntry,
  me: Artifact | null,
  view: View,
  now: number,
): string {
  if (person === null) return 'writing'
  if (person.avatar.isAway) return client === null ? 'away' : 'writing'
  if (isWriting(person.avatar)) return 'writing'
  const artifact = view.artifact(person.id)
  if (artifact === null || artifact.host === null || artifact.host === 'limbo') return 'away'
  if (me !== null && me.host !== artifact.host) return floorName(view, artifact.host)
  if (me === null) return artifact.host === view.root ? 'walking' : floorName(view, artifact.host)
  return distanceBetween(me, artifact, now) <= EARSHOT ? 'near you' : 'further away'
}
