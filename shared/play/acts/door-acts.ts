// Going onto the floor of a thing, or through it into another world, and leaving again. People remember where they were.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import { parseAnyAddress, type ArtifactId } from '../../world/address.ts'
import { happening } from './act-event.ts'
import { avatarHere, entranceOf, spotNear } from './arrivals.ts'
import { freeSpot } from '../walking/nearest-free-spot.ts'
import type { XY } from '../walking/floor-space.ts'
import { plan, refuse, type Doer, type Plan, type Stage } from './act-context.ts'
import { pushVisit } from './visit-stack.ts'
import { spotAt } from '../walking/walk-geometry.ts'
import { planGoBack } from './go-back.ts'
import {
  FULL,
  GONE,
  hostOf,
  isBeside,
  nameOf,
  NOWHERE,
  put,
  spotBeside,
  tooFar,
  whyNotOn,
} from './floor-placement.ts'

export function planEnter(stage: Stage, doer: Doer, id: ArtifactId): Plan {
  const me = stage.things.get(doer.id)
  const door = stage.things.get(id)
  if (me === null || door === null) return refuse(GONE)
  const from = hostOf(stage.things, me)
  if (from === null) return refuse(NOWHERE)
  if (id === me.id) return refuse('You cannot enter yourself.')
  if (door.person !== null) return refuse(`You cannot enter ${door.person}.`)
  const now = stage.now()
  if (!isBeside(me, door, now)) return refuse(tooFar(door))
  if (door.locked) return refuse(`${nameOf(door)} is locked.`)
  if (door.portal !== null) return planCross(stage, me, door, from.id)
  const why = whyNotOn(stage.things, me, id)
  if (why !== null) return refuse(why)
  const spot = spotInside(stage, me, id)
  if (spot === null) return refuse(FULL)
  const event = happening('enter', now, { subject: me.id, object: id, host: id })
  return plan(event, () => {
    const left = visitOf(stage, me, from.id)
    put(stage, me, id, spot)
    const avatar = avatarHere(stage.things, me.id)
    if (avatar !== null && left !== null) {
      stage.things.setAvatar(me.id, { ...avatar, visits: pushVisit(avatar.visits, left) })
    }
    stage.tell(happening('leave', now, { subject: me.id, object: from.id, host: from.id }), doer.depth + 1)
    stage.tell(event, doer.depth + 1)
  })
}

function spotInside(stage: Stage, me: ThingData, floor: ArtifactId): XY | null {
  if (me.person !== null) return spotNear(stage, me, floor, entranceOf(stage, me, floor))
  return freeSpot(stage.space, me, floor, { x: 0, y: 0 }, stage.now())
}

/** The place that somebody leaves behind; null for a thing, and where nobody knows how this world is found. */
function visitOf({ things, world, now }: Stage, me: ThingData, host: ArtifactId) {
  if (world === null || avatarHere(things, me.id) === null) return null
  const { x, y } = spotAt(me, now())
  return { world, spot: { host, x: Math.round(x), y: Math.round(y), facing: me.facing } }
}

/** A portal leads to another world; what that one says to it is not known before. */
function planCross(stage: Stage, me: ThingData, door: ThingData, host: ArtifactId): Plan {
  const world = door.portal === null ? null : parseAnyAddress(door.portal)
  if (world === null) return refuse(`${nameOf(door)} leads nowhere.`)
  return {
    asks: happening('enter', stage.now(), { subject: me.id, object: door.id, host }),
    carry(answer) {
      stage.cross(me.id, { type: 'portal', world }, (why) => answer({ ok: why === null, why, made: null }))
    },
  }
}

/** A thing comes out of what it is in; somebody goes back to where they were. */
export function planLeave(stage: Stage, doer: Doer): Plan {
  const me = stage.things.get(doer.id)
  if (me === null) return refuse(GONE)
  const floor = hostOf(stage.things, me)
  if (floor === null) return refuse(NOWHERE)
  if (avatarHere(stage.things, me.id) !== null) return planGoBack(stage, doer, floor)
  const outside = hostOf(stage.things, floor)
  if (outside === null) {
    return refuse(
      floor.host === 'limbo' ? NOWHERE : 'This is the world itself, so there is nothing outside it.',
    )
  }
  const spot = spotBeside(stage, me, floor, outside.id)
  if (spot === null) return refuse(FULL)
  const now = stage.now()
  const event = happening('leave', now, { subject: me.id, object: floor.id, host: floor.id })
  return plan(event, () => {
    put(stage, me, outside.id, spot)
    stage.tell(event, doer.depth + 1)
    stage.tell(cameTo(me.id, outside.id, now), doer.depth + 1)
  })
}

function cameTo(subject: ArtifactId, floor: ArtifactId, at: number) {
  return happening('enter', at, { subject, object: floor, host: floor })
}
