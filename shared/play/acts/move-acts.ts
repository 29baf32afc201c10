// Walking, turning, and being put somewhere.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Facing } from '../../world/place.ts'
import { freeSpot } from '../walking/nearest-free-spot.ts'
import { WALKS_MAX } from '../walking/walk-motion.ts'
import { inTheWay, type XY } from '../walking/floor-space.ts'
import { DONE, plan, refuse, type Doer, type Plan, type Stage } from './act-context.ts'
import { spotAt } from '../walking/walk-geometry.ts'
import { happening } from './act-event.ts'
import { FAR, FULL, GONE, nameOf, NOWHERE, put, ROOT, whyNotOn, wholeSpot } from './floor-placement.ts'

const CROWD = `${WALKS_MAX.toLocaleString('en')} things are already walking, and no more can walk at once. Wait until some arrive.`

export function planWalk(stage: Stage, doer: Doer, id: ArtifactId, to: (thing: ThingData) => XY): Plan {
  const thing = stage.things.get(id)
  if (thing === null) return refuse(GONE)
  if (id === stage.things.root()) return refuse(ROOT)
  const { host } = thing
  if (host === null || host === 'limbo') return refuse(NOWHERE)
  if (thing.speed === 0) return refuse(`${nameOf(thing)} cannot walk: its speed is 0.`)
  if (thing.walk === null && thing.person === null && stage.motion.isFull()) return refuse(CROWD)
  const now = stage.now()
  const spot = wholeSpot(to(thing))
  if (spot === null) return refuse(FAR)
  return {
    asks: happening('moveStart', now, { subject: id, host }),
    carry(answer) {
      const here = spotAt(thing, now)
      if (thing.walk === null && here.x === spot.x && here.y === spot.y) answer(DONE)
      else stage.motion.begin(thing, spot, now, { by: doer.id, depth: doer.depth, answer })
    },
  }
}

/** So far from where it is now. */
export function away(stage: Stage, dx: number, dy: number): (thing: ThingData) => XY {
  return (thing) => {
    const { x, y } = spotAt(thing, stage.now())
    return { x: x + dx, y: y + dy }
  }
}

export function planTurn(stage: Stage, id: ArtifactId, facing: Facing): Plan {
  const thing = stage.things.get(id)
  if (thing === null) return refuse(GONE)
  if (thing.host === null) return refuse(ROOT)
  return plan(null, () => {
    const stands = stage.motion.halt(thing, stage.now(), 'It turned.')
    if (stands.facing !== facing) stage.things.change(stands, { facing })
  })
}

export function planHalt(stage: Stage, id: ArtifactId): Plan {
  const thing = stage.things.get(id)
  if (thing === null) return refuse(GONE)
  return plan(null, () => stage.motion.halt(thing, stage.now(), 'It was stopped.'))
}

/** How strictly a spot is meant. */
type Where = 'placeAt' | 'fitAt' | 'teleport'

export function planPlace(
  stage: Stage,
  doer: Doer,
  where: Where,
  id: ArtifactId,
  to: XY,
  on: ArtifactId | null,
): Plan {
  const thing = stage.things.get(id)
  if (thing === null) return refuse(GONE)
  const floor = on ?? thing.host
  if (floor === null || floor === 'limbo') return refuse(NOWHERE)
  const why = whyNotOn(stage.things, thing, floor)
  if (why !== null) return refuse(why)
  const wanted = wholeSpot(to)
  if (wanted === null) return refuse(FAR)
  // One walks through people, and yet nobody is put into a wall.
  const solid = thing.person === null ? thing : { ...thing, passable: false }
  const spot = where === 'placeAt' ? wanted : freeSpot(stage.space, solid, floor, wanted, stage.now())
  if (spot === null) return refuse(FULL)
  const other = where === 'placeAt' ? inTheWay(stage.space, solid, floor, spot, stage.now()) : null
  if (other !== null) return refuse(`${nameOf(other)} stands there.`)
  const event = happening('place', stage.now(), { subject: id, host: floor })
  return plan(event, () => {
    put(stage, thing, floor, spot)
    stage.tell(event, doer.depth + 1)
  })
}
