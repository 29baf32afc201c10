// The surroundings of somebody, in order of distance, and in words: for people who do not see the floor.
import { EARSHOT, rectOf } from '../../../shared/play/walking/earshot.ts'
import { BESIDE } from '../../../shared/play/walking/floor-space.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { nameInWords, type Artifact } from '../../../shared/world/artifact.ts'
import { heldBy, isPerson } from '../../../shared/world/view/present-people.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { around, type NearbyThing } from '../play/reach.ts'

/** Of a person's size: people call this a step. */
const STEP = 32

/**
 * People and things within earshot of somebody, the nearest first; grounds are under one's feet, not around.
 */
export function aroundOf(view: View, me: Artifact, now: number): readonly NearbyThing[] {
  return around(view, me, EARSHOT, now).filter(({ artifact }) => !isArea(artifact.look.sprite))
}

/** Where something is from somebody: "beside you, to the right", "3 steps above you, to the left". */
export function wayTo(me: Artifact, { artifact, gap }: NearbyThing, now: number): string {
  const [from, to] = [rectOf(me, now), rectOf(artifact, now)]
  if (from === null || to === null) return 'nowhere'
  const across = to.x + to.width / 2 - from.x - from.width / 2
  const down = to.y + to.height / 2 - from.y - from.height / 2
  const side = across < 0 ? 'to the left' : 'to the right'
  const height = down < 0 ? 'above' : 'below'
  const far = farAs(gap)
  // One that is clearly further along one axis is in that direction alone.
  if (Math.abs(across) > 2 * Math.abs(down)) return far === '' ? `beside you, ${side}` : `${far} ${side}`
  const at = far === '' ? `just ${height} you` : `${far} ${height} you`
  return Math.abs(down) > 2 * Math.abs(across) ? at : `${at}, ${side}`
}

function farAs(gap: number): string {
  if (gap <= BESIDE) return ''
  const steps = Math.max(1, Math.round(gap / STEP))
  return steps === 1 ? 'a step' : `${steps} steps`
}

/** The name of a floor, with one's place on it. */
export function floorName(view: View, host: ArtifactId): string {
  if (host === view.root)
    return view.title === '' ? 'on the world’s main floor' : `on the main floor of ${view.title}`
  const thing = view.artifact(host)
  return `in ${thing === null ? 'a thing' : nameInWords(thing.name)}`
}

/** How many people and things are named; of the others it is said how many. */
const NAMED_MAX = 5

/** Where one is, who and which things are near and in which direction, and the held things, in sentences. */
export function whereAmI(view: View, me: Artifact, now: number): string {
  const { host } = me
  if (host === null || host === 'limbo') return 'You are not on any floor right now.'
  const near = aroundOf(view, me, now)
  const people = near.filter(({ artifact }) => isPerson(artifact))
  const things = near.filter(({ artifact }) => !isPerson(artifact))
  const told = (list: readonly NearbyThing[]): string =>
    listed(list.map((one) => `${nameInWords(one.artifact.name)}, ${wayTo(me, one, now)}`))
  const sentences = [
    `You are ${floorName(view, host)}.`,
    people.length === 0 ? 'Nobody is near.' : `People near you: ${told(people)}.`,
    things.length === 0 ? 'No things are near.' : `Things near you: ${told(things)}.`,
  ]
  const held = heldBy(view, me.id)
  if (held.length > 0) sentences.push(`You hold ${listed(held.map(({ name }) => nameInWords(name)))}.`)
  return sentences.join(' ')
}

/** "a; b; and 3 more". */
function listed(names: readonly string[]): string {
  const more = names.length - NAMED_MAX
  const told = names.slice(0, NAMED_MAX).join('; ')
  return more > 0 ? `${told}; and ${more} more` : told
}
