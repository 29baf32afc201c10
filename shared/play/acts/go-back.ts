// Leaving, for people: back to where they were before, in this world or in another; with nothing to go back
// to, out of their host, and from a world's own floor home. A place that can no longer be reached is skipped,
// and that is told.
import type { ActAnswer, ThingData } from '../../behavior/sandbox-protocol.ts'
import { addressOf, parseWorldName, type Address } from '../../world/address.ts'
import type { Avatar } from '../../world/avatar.ts'
import type { Spot } from '../../world/place.ts'
import { makeEvent } from './act-event.ts'
import { avatarHere, isInWorld, spotNear } from './arrivals.ts'
import { refusedPlan, type Actor, type Plan, type ActContext } from './act-context.ts'
import { isStayRefusal } from './staying-refusal.ts'
import { popVisit } from './visit-stack.ts'
import { FULL, GONE, hostOf, put, spotBeside } from './floor-placement.ts'

const PASSED_OVER = 'The place you came from can no longer be reached.'
/** The words of a passing refusal: then the place is not skipped. */
const PASSING = 'Try again'
const HOME = parseWorldName('home')

export function planGoBack(context: ActContext, actor: Actor, floor: ThingData): Plan {
  const { things } = context
  const avatar = avatarHere(things, actor.id)
  if (avatar === null) return refusedPlan(GONE)
  const outside = hostOf(things, floor)
  if (avatar.visits.length === 0 && outside === null && isHome(context, avatar)) {
    return refusedPlan('You are at home.')
  }
  const parts = { subject: actor.id, object: floor.id, host: floor.id }
  return {
    asks: makeEvent('leave', context.now(), parts),
    run: (answer) => goBack(context, actor, null, answerFor(context, actor, avatar, answer)),
  }
}

type Answering = (answer: ActAnswer) => void

/** A person who got nowhere keeps all places: nothing was skipped then. */
function answerFor({ things }: ActContext, { id }: Actor, { visits }: Avatar, answer: Answering): Answering {
  return (came) => {
    const is = avatarHere(things, id)
    if (!came.ok && is !== null && is.visits.length !== visits.length) things.setAvatar(id, { ...is, visits })
    answer(came)
  }
}

/** Tries one place after the other, from the last on. `words`: the words about skipped ones. */
function goBack(context: ActContext, actor: Actor, words: string | null, answer: Answering): void {
  const avatar = avatarHere(context.things, actor.id)
  if (avatar === null) {
    answer({ ok: false, why: GONE, made: null })
    return
  }
  const popped = popVisit(avatar.visits)
  if (popped === null) {
    goOut(context, actor, avatar, words, answer)
    return
  }
  const { visit, visits } = popped
  const passOver = (): void => {
    const is = avatarHere(context.things, actor.id)
    if (is !== null) context.things.setAvatar(actor.id, { ...is, visits })
    goBack(context, actor, PASSED_OVER, answer)
  }
  if (visit.world !== context.world) {
    const to = { type: 'back', world: visit.world, spot: visit.spot } as const
    context.cross(actor.id, to, (why) => {
      if (why !== null && !why.includes(PASSING) && !isStayRefusal(why)) passOver()
      else answer({ ok: why === null, why: why ?? words, made: null })
    })
  } else if (comeTo(context, actor, visit.spot)) {
    const is = avatarHere(context.things, actor.id)
    if (is !== null) context.things.setAvatar(actor.id, { ...is, visits })
    answer({ ok: true, why: words, made: null })
  } else passOver()
}

/** With nothing to go back to: out of the thing that one is in, or home. */
function goOut(
  context: ActContext,
  actor: Actor,
  avatar: Avatar,
  words: string | null,
  answer: Answering,
): void {
  const { things } = context
  const me = things.get(actor.id)
  const floor = me === null ? null : hostOf(things, me)
  const outside = floor === null ? null : hostOf(things, floor)
  if (me === null || floor === null) answer({ ok: false, why: GONE, made: null })
  else if (outside !== null) {
    const spot = spotBeside(context, { ...me, passable: false }, floor, outside.id)
    const isOut = spot !== null && comeTo(context, actor, { ...spot, host: outside.id, facing: me.facing })
    answer({ ok: isOut, why: isOut ? words : FULL, made: null })
  } else if (isHome(context, avatar))
    answer({ ok: words !== null, why: words ?? 'You are at home.', made: null })
  else {
    context.cross(actor.id, { type: 'home' }, (why) =>
      answer({ ok: why === null, why: why ?? words, made: null }),
    )
  }
}

/** Puts somebody near a spot of this world; false: its floor is gone, or full. */
function comeTo(context: ActContext, { id, depth }: Actor, { host, x, y, facing }: Spot): boolean {
  const { things } = context
  const me = things.get(id)
  if (me === null || !isInWorld(things, host)) return false
  const spot = spotNear(context, me, host, { x, y })
  if (spot === null) return false
  const now = context.now()
  const left = me.host === 'limbo' ? null : me.host
  const stands = put(context, me, host, spot)
  if (stands.facing !== facing) things.change(stands, { facing })
  if (left === host) {
    context.tell(makeEvent('move', now, { subject: id, host }), depth + 1)
    return true
  }
  context.tell(makeEvent('leave', now, { subject: id, object: left, host: left }), depth + 1)
  context.tell(makeEvent('enter', now, { subject: id, object: host, host }), depth + 1)
  return true
}

/** Whether this world is somebody's home. */
function isHome({ world }: Pick<ActContext, 'world'>, { account }: Pick<Avatar, 'account'>): boolean {
  return world !== null && world === homeOf(account)
}

function homeOf(account: Avatar['account']): Address | null {
  return HOME === null ? null : addressOf(account, HOME)
}
