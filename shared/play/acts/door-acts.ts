// Going onto the floor of a thing, or through it into another world, and leaving again. People remember where
// they were.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import { parseAnyAddress, type ArtifactId } from '../../world/address.ts'
import { makeEvent } from './act-event.ts'
import { avatarHere, entranceOf, spotNear, spotOn } from './arrivals.ts'
import { freeSpot } from '../walking/nearest-free-spot.ts'
import type { Spot } from '../../world/place.ts'
import type { XY } from '../walking/floor-space.ts'
import { plan, refusedPlan, type Actor, type Plan, type ActContext } from './act-context.ts'
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

export function planEnter(context: ActContext, actor: Actor, id: ArtifactId): Plan {
  const me = context.things.get(actor.id)
  const door = context.things.get(id)
  if (me === null || door === null) return refusedPlan(GONE)
  const from = hostOf(context.things, me)
  if (from === null) return refusedPlan(NOWHERE)
  if (id === me.id) return refusedPlan('You cannot enter yourself.')
  if (door.person !== null) return refusedPlan(`You cannot enter ${door.person}.`)
  const now = context.now()
  if (!isBeside(me, door, now)) return refusedPlan(tooFar(door))
  if (door.locked) return refusedPlan(`${nameOf(door)} is locked.`)
  if (door.portal !== null) return planCross(context, me, door, from.id)
  const why = whyNotOn(context.things, me, id)
  if (why !== null) return refusedPlan(why)
  const spot = spotInside(context, me, id)
  if (spot === null) return refusedPlan(FULL)
  const event = makeEvent('enter', now, { subject: me.id, object: id, host: id })
  return plan(event, () => {
    goOnto(context, me, from.id, { host: id, ...spot })
    context.tell(makeEvent('leave', now, { subject: me.id, object: from.id, host: from.id }), actor.depth + 1)
    context.tell(event, actor.depth + 1)
  })
}

/** Puts somebody, or a thing, onto a floor; a person remembers the place that they leave behind. */
function goOnto(context: ActContext, me: ThingData, from: ArtifactId, to: XY & Pick<Spot, 'host'>): void {
  const left = visitOf(context, me, from)
  put(context, me, to.host, to)
  const avatar = avatarHere(context.things, me.id)
  if (avatar === null || left === null) return
  context.things.setAvatar(me.id, { ...avatar, visits: pushVisit(avatar.visits, left) })
}

/**
 * A person who may edit the world stands on the floor that they look at: by no door, so neither locks nor
 * programs are asked. They could take both away.
 */
export function planStandOn(context: ActContext, id: ArtifactId, floor: ArtifactId): Plan {
  const { things, now } = context
  const me = things.get(id)
  const from = me && hostOf(things, me)
  if (me === null || from === null || avatarHere(things, id) === null) return refusedPlan(NOWHERE)
  const spot = spotOn(context, me, floor)
  if ('why' in spot) return refusedPlan(spot.why)
  const tellOf = (event: 'leave' | 'enter' | 'stand', host: ArtifactId): void =>
    context.tell(
      makeEvent(event, now(), { subject: id, ...(event !== 'stand' && { object: host }), host }),
      0,
    )
  return plan(null, () => {
    if (from.id !== floor) goOnto(context, me, from.id, spot)
    const avatar = avatarHere(things, id)
    if (avatar?.isKneeling === true) things.setAvatar(id, { ...avatar, isKneeling: false })
    if (from.id !== floor) {
      tellOf('leave', from.id)
      tellOf('enter', floor)
    }
    if (avatar?.isKneeling === true) tellOf('stand', floor)
  })
}

function spotInside(context: ActContext, me: ThingData, floor: ArtifactId): XY | null {
  if (me.person !== null) return spotNear(context, me, floor, entranceOf(context, me, floor))
  return freeSpot(context.space, me, floor, { x: 0, y: 0 }, context.now())
}

/**
 * The place that somebody leaves behind; null for a thing, and where nobody knows how this world is found.
 */
function visitOf({ things, world, now }: ActContext, me: ThingData, host: ArtifactId) {
  if (world === null || avatarHere(things, me.id) === null) return null
  const { x, y } = spotAt(me, now())
  return { world, spot: { host, x: Math.round(x), y: Math.round(y), facing: me.facing } }
}

/** A portal leads to another world, whose answer is not known before. */
function planCross(context: ActContext, me: ThingData, door: ThingData, host: ArtifactId): Plan {
  const world = door.portal === null ? null : parseAnyAddress(door.portal)
  if (world === null) return refusedPlan(`${nameOf(door)} leads nowhere.`)
  return {
    asks: makeEvent('enter', context.now(), { subject: me.id, object: door.id, host }),
    run(answer) {
      context.cross(me.id, { type: 'portal', world }, (why) => answer({ ok: why === null, why, made: null }))
    },
  }
}

/** A thing comes out of its host; a person goes back to where they were. */
export function planLeave(context: ActContext, actor: Actor): Plan {
  const me = context.things.get(actor.id)
  if (me === null) return refusedPlan(GONE)
  const floor = hostOf(context.things, me)
  if (floor === null) return refusedPlan(NOWHERE)
  if (avatarHere(context.things, me.id) !== null) return planGoBack(context, actor, floor)
  const outside = hostOf(context.things, floor)
  if (outside === null) {
    return refusedPlan(
      floor.host === 'limbo' ? NOWHERE : 'This is the world itself, so there is nothing outside it.',
    )
  }
  const spot = spotBeside(context, me, floor, outside.id)
  if (spot === null) return refusedPlan(FULL)
  const now = context.now()
  const event = makeEvent('leave', now, { subject: me.id, object: floor.id, host: floor.id })
  return plan(event, () => {
    put(context, me, outside.id, spot)
    context.tell(event, actor.depth + 1)
    context.tell(cameTo(me.id, outside.id, now), actor.depth + 1)
  })
}

function cameTo(subject: ArtifactId, floor: ArtifactId, at: number) {
  return makeEvent('enter', at, { subject, object: floor, host: floor })
}
