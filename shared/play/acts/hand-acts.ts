// Pushing, picking up and putting down things beside one. The held things are those on one's own floor that
// can be picked up, piled downwards: the lowest is the one that came last, so the pile itself remembers the
// order.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import { nodeOf, type ArtifactId } from '../../world/address.ts'
import { FLOOR_WIDTH } from '../../world/limits.ts'
import { walkPath } from '../walking/straight-path.ts'
import { gapBetween, sideOf } from '../walking/rect.ts'
import { freeSpot } from '../walking/nearest-free-spot.ts'
import type { XY } from '../walking/floor-space.ts'
import { plan, refusedPlan, type Actor, type Plan, type ActContext } from './act-context.ts'
import { rectAt, spotAt } from '../walking/walk-geometry.ts'
import { makeEvent } from './act-event.ts'
import {
  FAR,
  FULL,
  FULL_HANDS,
  GONE,
  holderOf,
  hostOf,
  isBeside,
  isFull,
  nameOf,
  NOWHERE,
  put,
  spotBeside,
  tooFar,
  whyNotOn,
  wholeSpot,
} from './floor-placement.ts'
import { REACH } from './use-act.ts'

/** How far a push goes in pixels when power and weight are as usual: about a thing's width. */
const PUSH = 64
/** Furthest a push goes in pixels, however strong: once across a floor. */
const PUSH_MAX = FLOOR_WIDTH
/** Pixels between things in a pile. */
const PILE_GAP = 8
/** The answer to a person who puts down nothing in particular, and holds nothing that is here. */
export const NOTHING_HELD = 'There is nothing to put down.'
const TOO_FAR = 'That is too far away.'

/** The actor, and the thing beside it; or why there is none. */
function reach(
  context: ActContext,
  actor: Actor,
  id: ArtifactId,
): { me: ThingData; thing: ThingData } | string {
  const me = context.things.get(actor.id)
  const thing = context.things.get(id)
  if (me === null || thing === null) return GONE
  if (me.host === null || me.host === 'limbo') return NOWHERE
  if (id === actor.id) return 'You cannot do that to yourself.'
  const holder = holderOf(context.things, thing)
  if (thing.host === me.id) return `${nameOf(thing)} is already in your hands.`
  if (holder !== null) return `${holder} has it.`
  return isBeside(me, thing, context.now()) ? { me, thing } : tooFar(thing)
}

export function planPush(context: ActContext, actor: Actor, id: ArtifactId): Plan {
  const found = reach(context, actor, id)
  if (typeof found === 'string') return refusedPlan(found)
  const { me, thing } = found
  const { host } = thing
  if (host === null || host === 'limbo') return refusedPlan(NOWHERE)
  if (!thing.pushable) return refusedPlan(`${nameOf(thing)} cannot be pushed.`)
  const now = context.now()
  const to = wholeSpot(pushedTo(me, thing, now))
  if (to === null) return refusedPlan(FAR)
  const from = { ...thing, ...wholeOf(spotAt(thing, now)), walk: null }
  const { toX, toY, stoppedBy } = walkPath(context.space, from, to, now, Infinity)
  if (toX === from.x && toY === from.y) {
    return refusedPlan(stoppedBy === null ? 'It is too heavy.' : 'There is no room to push it.')
  }
  const event = makeEvent('push', now, { subject: me.id, object: id, host })
  return plan(event, () => {
    const stands = context.motion.halt(thing, now, 'It was pushed.')
    put(context, stands, host, { x: toX, y: toY })
    const depth = actor.depth + 1
    context.tell(event, depth)
    context.tell(makeEvent('move', now, { subject: id, host }), depth)
    if (stoppedBy === null) return
    const object = stoppedBy === 'edge' ? null : stoppedBy
    context.tell(makeEvent('collide', now, { subject: id, object, host }), depth)
  })
}

/** Where a push leads: away from the pusher, as far as its power goes with this weight. */
function pushedTo(me: ThingData, thing: ThingData, now: number): XY {
  const far = Math.min(PUSH_MAX, thing.weight === 0 ? PUSH_MAX : Math.round((PUSH * me.power) / thing.weight))
  const { x, y } = wholeOf(spotAt(thing, now))
  const side = sideOf(rectAt(me, now), rectAt(thing, now))
  switch (side) {
    case 'right':
      return { x: x + far, y }
    case 'left':
      return { x: x - far, y }
    case 'down':
      return { x, y: y + far }
    case 'up':
      return { x, y: y - far }
  }
  return side satisfies never
}

const wholeOf = ({ x, y }: XY): XY => ({ x: Math.round(x), y: Math.round(y) })

export function planPickUp(context: ActContext, actor: Actor, id: ArtifactId): Plan {
  const found = reach(context, actor, id)
  if (typeof found === 'string') return refusedPlan(found)
  const { me, thing } = found
  if (!thing.pickable) return refusedPlan(`${nameOf(thing)} cannot be picked up.`)
  if (isFull(context.things, me.id)) return refusedPlan(FULL_HANDS)
  if (context.linkOf(id) !== null)
    return refusedPlan(`${nameOf(thing)} is not really here: someone was only showing it.`)
  const why = whyNotOn(context.things, thing, me.id)
  if (why !== null) return refusedPlan(why)
  const spot = wholeSpot({ x: 0, y: bottomOf(context, me) })
  if (spot === null) return refusedPlan(FAR)
  const event = makeEvent('pickUp', context.now(), { subject: me.id, object: id, host: hostOfBoth(thing) })
  return plan(event, () => {
    noteTaken(context, thing, me)
    put(context, thing, me.id, spot)
    context.tell(event, actor.depth + 1)
  })
}

/** A person puts it back there when they leave without it. */
function noteTaken({ things, writes, now }: ActContext, thing: ThingData, { id }: ThingData): void {
  const { host, facing } = thing
  if (things.avatar(id) === null || host === null || host === 'limbo') return
  const taken = { host, facing, ...wholeOf(spotAt(thing, now())) }
  writes.put(`taken ${thing.id}`, (writer) => writer.setTaken(thing.id, taken))
}

function hostOfBoth({ host }: ThingData): ArtifactId | null {
  return host === 'limbo' ? null : host
}

/** Below all that lies on a thing's floor. */
export function bottomOf({ things }: ActContext, me: ThingData): number {
  let bottom = 0
  for (const id of things.on(me.id)) {
    const thing = things.get(id)
    if (thing !== null) bottom = Math.max(bottom, thing.y + thing.height + PILE_GAP)
  }
  return bottom
}

/**
 * The thing that was picked up last, or another held one; beside one, or as near as can be to a spot within
 * reach.
 */
export function planPutDown(context: ActContext, actor: Actor, id?: ArtifactId, at?: XY): Plan {
  const me = context.things.get(actor.id)
  if (me === null) return refusedPlan(GONE)
  const floor = hostOf(context.things, me)
  if (floor === null) return refusedPlan(NOWHERE)
  const thing = id === undefined ? inHand(context, me) : context.things.get(id)
  if (thing === null) return refusedPlan(id === undefined ? NOTHING_HELD : GONE)
  if (thing.host !== me.id || !thing.pickable) return refusedPlan(`${nameOf(thing)} is not in your hands.`)
  const now = context.now()
  const spot = spotFromHand(context, thing, me, floor, at ?? null)
  if ('why' in spot) return spot
  const event = makeEvent('putDown', now, { subject: me.id, object: thing.id, host: floor.id })
  if (context.linkOf(thing.id) !== null) {
    return {
      asks: event,
      run: (answer) =>
        context.fetch(me.id, thing.id, at ?? null, (why) => answer({ ok: why === null, why, made: null })),
    }
  }
  return plan(event, () => {
    put(context, thing, floor.id, spot)
    context.writes.put(`taken ${thing.id}`, (writer) => writer.setTaken(thing.id, null))
    context.tell(event, actor.depth + 1)
  })
}

/** Where a thing stands that somebody puts down; or why there is no such spot. */
export function spotFromHand(
  context: ActContext,
  thing: ThingData,
  me: ThingData,
  floor: ThingData,
  at: XY | null,
): XY | { readonly why: string } {
  const now = context.now()
  if (at !== null && gapBetween(rectAt(me, now), { ...thing, ...at }) > REACH) return { why: TOO_FAR }
  const spot =
    at === null ? spotBeside(context, thing, me, floor.id) : freeSpot(context.space, thing, floor.id, at, now)
  return spot ?? { why: FULL }
}

/**
 * The last thing, of those that can be picked up: the lowest of the pile. The things that somebody of another
 * node has at home are put down by their own node, when they say so there.
 */
function inHand({ things, linkOf }: ActContext, me: ThingData): ThingData | null {
  const account = things.avatar(me.id)?.account
  const home = account === undefined ? null : nodeOf(account)
  let last: ThingData | null = null
  for (const id of things.on(me.id)) {
    const thing = things.get(id)
    if (thing === null || !thing.pickable) continue
    if (home !== null && linkOf(id)?.startsWith(`${home}/`) === true) continue
    if (last === null || thing.y > last.y || (thing.y === last.y && thing.x > last.x)) last = thing
  }
  return last
}
