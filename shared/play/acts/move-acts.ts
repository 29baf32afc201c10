// Walking, turning, and being put somewhere.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Facing } from '../../world/place.ts'
import { freeSpot } from '../walking/nearest-free-spot.ts'
import { WALKS_MAX } from '../walking/walk-motion.ts'
import { inTheWay, type XY } from '../walking/floor-space.ts'
import { DONE, plan, refusedPlan, type Actor, type Plan, type ActContext } from './act-context.ts'
import { spotAt } from '../walking/walk-geometry.ts'
import { makeEvent } from './act-event.ts'
import { FAR, FULL, GONE, nameOf, NOWHERE, put, ROOT, whyNotOn, wholeSpot } from './floor-placement.ts'

/** Made when it is said: the first number in words of a process takes 15 ms. */
const crowd = (): string =>
  `${WALKS_MAX.toLocaleString('en')} things are already walking, and no more can walk at once. Wait until some arrive.`

export function planWalk(
  context: ActContext,
  actor: Actor,
  id: ArtifactId,
  to: (thing: ThingData) => XY,
): Plan {
  const thing = context.things.get(id)
  if (thing === null) return refusedPlan(GONE)
  if (id === context.things.root()) return refusedPlan(ROOT)
  const { host } = thing
  if (host === null || host === 'limbo') return refusedPlan(NOWHERE)
  if (thing.speed === 0) return refusedPlan(`${nameOf(thing)} cannot walk: its speed is 0.`)
  if (thing.walk === null && thing.person === null && context.motion.isFull()) return refusedPlan(crowd())
  const now = context.now()
  const spot = wholeSpot(to(thing))
  if (spot === null) return refusedPlan(FAR)
  return {
    asks: makeEvent('moveStart', now, { subject: id, host }),
    run(answer) {
      const here = spotAt(thing, now)
      if (thing.walk === null && here.x === spot.x && here.y === spot.y) answer(DONE)
      else context.motion.begin(thing, spot, now, { by: actor.id, depth: actor.depth, answer })
    },
  }
}

/** So far from where it is now. */
export function away(context: ActContext, dx: number, dy: number): (thing: ThingData) => XY {
  return (thing) => {
    const { x, y } = spotAt(thing, context.now())
    return { x: x + dx, y: y + dy }
  }
}

export function planTurn(context: ActContext, id: ArtifactId, facing: Facing): Plan {
  const thing = context.things.get(id)
  if (thing === null) return refusedPlan(GONE)
  if (thing.host === null) return refusedPlan(ROOT)
  return plan(null, () => {
    const stands = context.motion.halt(thing, context.now(), 'It turned.')
    if (stands.facing !== facing) context.things.change(stands, { facing })
  })
}

export function planHalt(context: ActContext, id: ArtifactId): Plan {
  const thing = context.things.get(id)
  if (thing === null) return refusedPlan(GONE)
  return plan(null, () => context.motion.halt(thing, context.now(), 'It was stopped.'))
}

/** How strictly a spot is meant. */
type PlaceVerb = 'placeAt' | 'fitAt' | 'teleport'

export function planPlace(
  context: ActContext,
  actor: Actor,
  where: PlaceVerb,
  id: ArtifactId,
  to: XY,
  on: ArtifactId | null,
): Plan {
  const thing = context.things.get(id)
  if (thing === null) return refusedPlan(GONE)
  const floor = on ?? thing.host
  if (floor === null || floor === 'limbo') return refusedPlan(NOWHERE)
  const why = whyNotOn(context.things, thing, floor)
  if (why !== null) return refusedPlan(why)
  const wanted = wholeSpot(to)
  if (wanted === null) return refusedPlan(FAR)
  // One walks through people, and yet nobody is put into a wall.
  const solid = thing.person === null ? thing : { ...thing, passable: false }
  const spot = where === 'placeAt' ? wanted : freeSpot(context.space, solid, floor, wanted, context.now())
  if (spot === null) return refusedPlan(FULL)
  const other = where === 'placeAt' ? inTheWay(context.space, solid, floor, spot, context.now()) : null
  if (other !== null) return refusedPlan(`${nameOf(other)} stands there.`)
  const event = makeEvent('place', context.now(), { subject: id, host: floor })
  return plan(event, () => {
    put(context, thing, floor, spot)
    context.tell(event, actor.depth + 1)
  })
}
