// The reach of a person: for using things, and for putting them down.
import type { ArtifactId } from '../../world/address.ts'
import { makeEvent } from './act-event.ts'
import { avatarHere } from './arrivals.ts'
import { gapBetween } from '../walking/rect.ts'
import { plan, refusedPlan, type Actor, type Plan, type ActContext } from './act-context.ts'
import { rectAt } from '../walking/walk-geometry.ts'
import { GONE, holderOf, IN_LIMBO, tooFar } from './floor-placement.ts'

/** Pixels between a person and a thing that they use, or the spot where they put one: a few steps. */
export const REACH = 160

/**
 * Why somebody cannot use a thing from where they are; null when they can. A kneeling person writes, and
 * reaches everything that they see.
 */
export function whyOutOfReach(context: ActContext, body: ArtifactId, id: ArtifactId): string | null {
  const { things } = context
  const me = things.get(body)
  const thing = things.get(id)
  if (me === null || thing === null || avatarHere(things, body)?.isKneeling === true) return null
  if (thing.host === body || thing.id === me.host || thing.id === body) return null
  const holder = holderOf(things, thing)
  if (holder !== null) return `${holder} has it.`
  const now = context.now()
  const isNear = thing.host === me.host && gapBetween(rectAt(me, now), rectAt(thing, now)) <= REACH
  return isNear ? null : tooFar(thing)
}

/** Code uses a thing as people do: from a few steps away, and a program that is asked before may refuse. */
export function planUse(context: ActContext, actor: Actor, id: ArtifactId): Plan {
  const thing = context.things.get(id)
  if (thing === null) return refusedPlan(GONE)
  if (thing.host === 'limbo') return refusedPlan(IN_LIMBO)
  const why = whyOutOfReach(context, actor.id, id)
  if (why !== null) return refusedPlan(why)
  const event = makeEvent('use', context.now(), { subject: actor.id, object: id, host: thing.host })
  return plan(event, () => context.tell(event, actor.depth + 1))
}
