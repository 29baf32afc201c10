// Coming into a world, going away from it, and leaving it. A person who comes back stands where they were;
// one who comes for the first time stands at the entrance; and nobody is put into an obstacle.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Avatar } from '../../world/avatar.ts'
import type { Spot } from '../../world/place.ts'
import { freeSpot } from '../walking/nearest-free-spot.ts'
import type { XY } from '../walking/floor-space.ts'
import type { ActContext } from './act-context.ts'
import { personFrom, type Things } from '../documents/play-things.ts'
import { makeEvent } from './act-event.ts'
import { FULL, GONE, hostOf, whyNotOn } from './floor-placement.ts'

/** Where people come in: in the middle of the top of a floor, below its first line. */
export const ENTRANCE: XY = { x: 430, y: 96 }
/**
 * Most people who are away and whose place is kept: a world that a hundred strangers a day look into must not
 * grow by them.
 */
export const AWAY_MAX = 1_000
export const NO_FLOOR = 'This world has no floor to stand on.'

const HELD = 'Somebody holds that, so nobody can stand in it.'

/** Whether a floor is somewhere in the world: not in limbo, nor with somebody who is away. */
export function isInWorld(things: Things, floor: ArtifactId): boolean {
  const root = things.root()
  const passed = new Set<ArtifactId>()
  let at: ArtifactId | 'limbo' | null = floor
  while (at !== null && at !== 'limbo' && at !== root && !passed.has(at)) {
    passed.add(at)
    at = things.get(at)?.host ?? null
  }
  return at !== null && at === root
}

/** The bodies that are here, and not away. */
export function avatarHere(things: Things, id: ArtifactId): Avatar | null {
  const avatar = things.avatar(id)
  return avatar === null || avatar.isAway ? null : avatar
}

/** The free spot for somebody nearest to one on a floor: passable things are in nobody's way. */
export function spotNear(context: ActContext, person: ThingData, floor: ArtifactId, near: XY): XY | null {
  return freeSpot(context.space, { ...person, passable: false }, floor, near, context.now())
}

/** Pixels between people who come in beside each other. */
const APART = 44
/**
 * How many stand to each side of the entrance before there is another row; where all is full, people stand on
 * each other.
 */
const SIDE_MAX = 5
const ROWS_MAX = 4

/** Where a person comes in who finds others at the entrance: beside them, so that each is visible. */
export function entranceOf(context: ActContext, person: ThingData, floor: ArtifactId): XY {
  const { width, height } = person
  for (const spot of entrances()) {
    const there = context.space.people(floor, { ...spot, width, height }, context.now())
    if ([...there].every(({ id }) => id === person.id)) return spot
  }
  return ENTRANCE
}

function* entrances(): Iterable<XY> {
  for (let row = 0; row < ROWS_MAX; row += 1) {
    const y = ENTRANCE.y + row * APART
    yield { x: ENTRANCE.x, y }
    for (let at = 1; at <= SIDE_MAX; at += 1) {
      yield { x: ENTRANCE.x + at * APART, y }
      yield { x: ENTRANCE.x - at * APART, y }
    }
  }
}

/**
 * Where somebody who comes stands: near a spot, or, where its floor is gone, at the entrance; null without
 * any floor.
 */
export function spotFor(context: ActContext, person: ThingData, near: Spot | null): Spot | null {
  const { things } = context
  const kept =
    near !== null && isInWorld(things, near.host) ? spotNear(context, person, near.host, near) : null
  if (near !== null && kept !== null) return { ...near, ...kept }
  const root = things.root()
  const spot = root === null ? null : spotNear(context, person, root, entranceOf(context, person, root))
  return root === null || spot === null ? null : { host: root, ...spot, facing: 'down' }
}

/** Where somebody stands on a floor that they look at; or why they cannot: what people hold is no room. */
export function spotOn(
  context: ActContext,
  person: ThingData,
  floor: ArtifactId,
): Spot | { readonly why: string } {
  const { things } = context
  if (!isInWorld(things, floor)) return { why: GONE }
  for (let at = things.get(floor); at !== null; at = hostOf(things, at))
    if (at.person !== null) return { why: HELD }
  const why = whyNotOn(things, person, floor)
  if (why !== null) return { why }
  if (person.host === floor) return { host: floor, x: person.x, y: person.y, facing: person.facing }
  const spot = spotNear(context, person, floor, entranceOf(context, person, floor))
  return spot === null ? { why: FULL } : { host: floor, ...spot, facing: 'down' }
}

/** Somebody comes, for the first time or from another world; false: there is nowhere to stand. */
export function arrive(context: ActContext, id: ArtifactId, avatar: Avatar, near: Spot | null): boolean {
  const spot = spotFor(context, personFrom(id, avatar), near)
  if (spot === null) return false
  const place = { host: spot.host, x: spot.x, y: spot.y, facing: spot.facing }
  context.things.setAvatar(id, { ...avatar, place, walk: null, isAway: false })
  const { host } = place
  context.tell(makeEvent('enter', context.now(), { subject: id, object: host, host }), 0)
  return true
}

/** Somebody went away without leaving: their place is kept, and so are their held things. */
export function markAway(context: ActContext, id: ArtifactId): void {
  const thing = context.things.get(id)
  if (thing === null || avatarHere(context.things, id) === null) return
  const now = context.now()
  context.motion.halt(thing, now, 'They went away.')
  const avatar = avatarHere(context.things, id)
  if (avatar === null) return
  context.tell(makeEvent('offline', now, { subject: id, host: avatar.place.host }), 0)
  context.things.setAvatar(id, { ...avatar, walk: null, isAway: true, awayAt: Math.round(now) })
  forgetOne(context.things)
}

/**
 * If too many are away, the one who came first and holds nothing stands at the entrance when they come again.
 */
function forgetOne(things: Things): void {
  let count = 0
  let first: { readonly id: ArtifactId; readonly since: number } | null = null
  for (const [id, { isAway, since }] of things.avatars()) {
    if (!isAway) continue
    count += 1
    if ((first === null || since < first.since) && things.on(id).length === 0) first = { id, since }
  }
  if (count > AWAY_MAX && first !== null) things.setAvatar(first.id, null)
}

/** Somebody who was away is here again, on their feet; false: there is nowhere to stand. */
export function comeBack(context: ActContext, id: ArtifactId, avatar: Avatar): boolean {
  const spot = spotFor(context, personFrom(id, { ...avatar, isAway: false }), avatar.place)
  if (spot === null) return false
  const { host, x, y, facing } = spot
  const place = { host, x, y, facing }
  context.things.setAvatar(id, { ...avatar, place, walk: null, isAway: false, isKneeling: false })
  context.tell(makeEvent('online', context.now(), { subject: id, host }), 0)
  return true
}
