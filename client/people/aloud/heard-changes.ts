// Announcements for somebody who does not see the floor: the changes around them since the last one, in short
// sentences.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { nameInWords, type Artifact } from '../../../shared/world/artifact.ts'
import { heldBy, isPerson } from '../../../shared/world/view/present-people.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { aroundOf, floorName } from '../../world/people/surroundings.ts'

/** The known surroundings. */
export interface KnownSurroundings {
  /** The floor that one is on. */
  readonly host: ArtifactId
  /** The people nearby, by name. */
  readonly near: ReadonlyMap<ArtifactId, string>
  /** The things that one holds, by name. */
  readonly held: ReadonlyMap<ArtifactId, string>
}

/** Null for those who are nowhere. */
export function knownOf(view: View, me: Artifact | null, now: number): KnownSurroundings | null {
  if (me === null || me.host === null || me.host === 'limbo') return null
  const near = aroundOf(view, me, now).filter(({ artifact }) => isPerson(artifact))
  return {
    host: me.host,
    near: new Map(near.map(({ artifact }) => [artifact.id, nameInWords(artifact.name)])),
    held: new Map(heldBy(view, me.id).map((thing) => [thing.id, nameInWords(thing.name)])),
  }
}

/** More than so many at once are a crowd: told by their number. */
const NAMED_MAX = 3

/** The changes, in sentences; the first time the present place. */
export function changesInWords(
  view: View,
  before: KnownSurroundings | null,
  now: KnownSurroundings | null,
): readonly string[] {
  if (now === null) return before === null ? [] : ['You are no longer in this world.']
  const sentences: string[] = []
  const isElsewhere = before?.host !== now.host
  if (isElsewhere) sentences.push(`You are ${floorName(view, now.host)}.`)
  if (before !== null) sentences.push(...heldInWords(view, before.held, now.held))
  const came = missing(now.near, before?.near)
  if (came.length > 0) sentences.push(`${crowd(came)} near.`)
  // People whom one left behind oneself did not go.
  const went = isElsewhere ? [] : missing(before?.near ?? new Map(), now.near)
  if (went.length > 0) sentences.push(`${crowd(went)} no longer near.`)
  return sentences
}

function heldInWords(
  view: View,
  before: ReadonlyMap<ArtifactId, string>,
  now: ReadonlyMap<ArtifactId, string>,
): readonly string[] {
  const taken = missing(now, before).map((name) => `You picked up ${name}.`)
  const put = [...before].filter(([id]) => !now.has(id))
  return [
    ...taken,
    ...put.map(([id, name]) =>
      view.artifact(id) === null ? `You no longer hold ${name}.` : `You put down ${name}.`,
    ),
  ]
}

/** The names of those who are in the one and not in the other. */
function missing(
  of: ReadonlyMap<ArtifactId, string>,
  from: ReadonlyMap<ArtifactId, string> | undefined,
): readonly string[] {
  return [...of].filter(([id]) => from?.has(id) !== true).map(([, name]) => name)
}

/** "Ada is", "Ada and Bob are", "12 people are". */
function crowd(names: readonly string[]): string {
  const [first] = names
  if (names.length === 1) return `${first} is`
  if (names.length > NAMED_MAX) return `${names.length} people are`
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are`
}
