// Where something stands that comes from another world: beside the portal that leads back, where it was
// before, at home, or at the entrance; near there, where it is free.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import { parseAnyAddress, type Address, type ArtifactId } from '../../world/address.ts'
import { DEFAULT_PROPERTIES } from '../../world/artifact.ts'
import { PERSON_SIZE } from '../../world/avatar.ts'
import { NESTING_MAX } from '../../world/limits.ts'
import { DEFAULT_COLORS, DEFAULT_LOOK } from '../../world/look.ts'
import type { Spot } from '../../world/place.ts'
import { FULL, hostOf } from '../acts/floor-placement.ts'
import { bottomOf, spotFromHand } from '../acts/hand-acts.ts'
import type { Cargo } from './cargo.ts'
import { avatarHere, isInWorld, NO_FLOOR, spotFor } from '../acts/arrivals.ts'
import type { XY } from '../walking/floor-space.ts'
import type { ActContext } from '../acts/act-context.ts'
import { personFrom, type Things } from '../documents/play-things.ts'

/** Where something arrives. */
export type LandingPlace =
  /** Beside the portal that leads to `from`, else at the entrance. */
  | { readonly type: 'portal'; readonly from: Address }
  | { readonly type: 'back'; readonly spot: Spot }
  /** Beside where one's body stands. */
  | { readonly type: 'home' }
  | { readonly type: 'entrance' }
  /** Beside somebody who is here and puts it down; as near as can be to a spot within their reach. */
  | { readonly type: 'hands'; readonly body: ArtifactId; readonly at: XY | null }
  /** Into somebody's hand: onto the floor of their body. */
  | { readonly type: 'hold'; readonly body: ArtifactId }

export type LandingRefusal = { readonly why: string }

const NOT_HERE: LandingRefusal = { why: 'The person who put it down is no longer here.' }
const NOT_THERE: LandingRefusal = { why: 'That place is no longer there.' }
/** So far below a portal one comes out, in pixels: beside it, and not in it again. */
const GAP = 4

/** The free spot where something arrives; or why it cannot. */
export function landingSpot(context: ActContext, cargo: Cargo, where: LandingPlace): Spot | LandingRefusal {
  const { things } = context
  const traveller = travellerOf(cargo)
  if (traveller === null) return NOT_THERE
  const spot = isInventoryPlace(where)
    ? handedTo(context, traveller, where)
    : freeNear(context, cargo, traveller, where)
  if ('why' in spot) return spot
  const { host, x, y, facing } = spot
  return depthOf(things, host) + heightOf(cargo) > NESTING_MAX
    ? { why: `Things can be nested inside each other only ${NESTING_MAX} deep.` }
    : { host, x, y, facing }
}

type OfHands = Extract<LandingPlace, { type: 'hands' | 'hold' }>
type OfFloor = Exclude<LandingPlace, OfHands>

const isInventoryPlace = (where: LandingPlace): where is OfHands =>
  where.type === 'hands' || where.type === 'hold'

function freeNear(
  context: ActContext,
  cargo: Cargo,
  traveller: ThingData,
  where: OfFloor,
): Spot | LandingRefusal {
  const near = nearOf(context, cargo, where)
  if (near !== null && 'why' in near) return near
  const spot = spotFor(context, traveller, near)
  if (spot === null) return context.things.root() === null ? { why: NO_FLOOR } : { why: FULL }
  return spot
}

/** Out of somebody's hand, or into it. */
function handedTo(context: ActContext, thing: ThingData, where: OfHands): Spot | LandingRefusal {
  const me = context.things.get(where.body)
  const { facing } = thing
  if (where.type === 'hold')
    return me === null ? NOT_THERE : { host: me.id, x: 0, y: bottomOf(context, me), facing }
  const floor = me && hostOf(context.things, me)
  if (me === null || floor === null || avatarHere(context.things, me.id) === null) return NOT_HERE
  const spot = spotFromHand(context, thing, me, floor, where.at)
  return 'why' in spot ? spot : { host: floor.id, ...spot, facing }
}

/** Near what it arrives; null: at the entrance. */
function nearOf({ things }: ActContext, { person }: Cargo, where: OfFloor): Spot | LandingRefusal | null {
  switch (where.type) {
    case 'entrance':
      return null
    case 'back':
      return isInWorld(things, where.spot.host) ? where.spot : NOT_THERE
    case 'home':
      return person && besides(things, person.body, 0)
    case 'portal':
      return besidePortal(things, where.from)
  }
  return where satisfies never
}

/** Beside the portal that leads to a world; null: there is none. */
export function besidePortal(things: Things, to: Address): Spot | null {
  let back: ThingData | null = null
  for (const thing of things.all()) {
    const isFirst = back === null || thing.id < back.id
    if (
      thing.portal !== null &&
      isFirst &&
      parseAnyAddress(thing.portal) === to &&
      isInWorld(things, thing.id)
    )
      back = thing
  }
  return back && besides(things, back.id, GAP)
}

/** Below a thing, and a little away from it. */
function besides(things: Things, id: ArtifactId, gap: number): Spot | null {
  const thing = things.get(id)
  if (thing === null || thing.host === null || thing.host === 'limbo') return null
  const { host, x, y, width, height } = thing
  return {
    host,
    x: Math.round(x + (width - PERSON_SIZE) / 2),
    y: Math.round(y + height + gap),
    facing: 'down',
  }
}

function depthOf(things: Things, floor: ArtifactId): number {
  let depth = 1
  let at = things.get(floor)
  while (at !== null && at.host !== null && at.host !== 'limbo' && depth <= NESTING_MAX) {
    depth += 1
    at = things.get(at.host)
  }
  return depth
}

/** The arriving person or thing, as a thing without a place yet. */
function travellerOf({ person, things: [first] }: Cargo): ThingData | null {
  if (person !== null) return personFrom(person.body, { ...person.avatar, isAway: false })
  if (first === undefined) return null
  const { id, made } = first
  return {
    ...DEFAULT_LOOK,
    ...DEFAULT_COLORS,
    ...DEFAULT_PROPERTIES,
    id,
    name: made.name,
    host: null,
    x: 0,
    y: 0,
    facing: 'down',
    width: made['look.width'] ?? DEFAULT_LOOK.width,
    height: made['look.height'] ?? DEFAULT_LOOK.height,
    person: null,
    walk: null,
  }
}

/** How many things deep a cargo is, with its carrier. */
function heightOf({ person, things }: Cargo): number {
  const depths = new Map<ArtifactId, number>(person === null ? [] : [[person.body, 1]])
  for (const { id, host } of things) depths.set(id, 1 + (host === null ? 0 : (depths.get(host) ?? 0)))
  return Math.max(...depths.values())
}
