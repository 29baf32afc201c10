// Coming into a world by one's own will: for the first time, or back after having been away.
import { nodeOf, type ArtifactId } from '../../world/address.ts'
import type { Avatar } from '../../world/avatar.ts'
import type { Spot } from '../../world/place.ts'
import { makeEvent } from '../acts/act-event.ts'
import type { Action, ActingPerson } from '../acts/action.ts'
import { arrive, comeBack, NO_FLOOR, spotFor, spotOn } from '../acts/arrivals.ts'
import { planStandOn } from '../acts/door-acts.ts'
import { pushVisit } from '../acts/visit-stack.ts'
import { besidePortal } from '../crossings/landing-spot.ts'
import { plan, refusedPlan, type Plan, type ActContext } from '../acts/act-context.ts'
import { personFrom } from '../documents/play-things.ts'

/** Another node can vouch for any body; one that is a thing of this world is not let in. */
const TAKEN = 'A thing in this world has the same name as you, so you cannot come in.'

type VisitAction = Extract<Action, { verb: 'visit' }>

export function planVisit(
  context: ActContext,
  name: string,
  { body, account, look }: ActingPerson,
  { from, on }: VisitAction,
): Plan {
  const { things } = context
  const known = things.avatar(body)
  const isGuest = nodeOf(account) !== null
  // A portal is entered on the node that one comes from; a person of this node goes through it here. Nobody
  // can claim to have come through one that leads elsewhere on this node: it may be behind a locked door.
  const isFresh = isGuest && from !== undefined && nodeOf(from) !== null
  const besides = isFresh ? besidePortal(things, from) : null
  // A person who comes by their own will is there themselves, whatever drove their avatar before.
  const kind = isGuest ? 'proxy' : 'player'
  if (known !== null) {
    const is: Avatar = { ...known, kind, name, look, ...(isFresh && { visits: [] }) }
    if (!known.isAway) return planHere(context, body, is, on)
    return planBack(context, body, besides === null ? is : { ...is, place: besides }, on)
  }
  if (isGuest && things.get(body) !== null) return refusedPlan(TAKEN)
  const root = things.root()
  if (root === null) return refusedPlan(NO_FLOOR)
  const since = Math.round(context.now())
  const place = bodyPlace(context, body) ?? { host: root, x: 0, y: 0, facing: 'down' as const }
  const avatar: Avatar = {
    kind,
    account,
    name,
    look,
    place,
    walk: null,
    since,
    isAway: false,
    isKneeling: false,
    visits: [],
  }
  const person = personFrom(body, avatar)
  const wanted = on === undefined || on === place.host ? null : spotOn(context, person, on)
  if (wanted !== null && 'why' in wanted) return refusedPlan(wanted.why)
  const spot = wanted ?? spotFor(context, person, besides ?? bodyPlace(context, body))
  if (spot === null) return refusedPlan(NO_FLOOR)
  const { host } = spot
  // A program that is asked whether somebody may come cannot look at them yet: they are not in the world.
  const asks = makeEvent('enter', context.now(), { object: host, host, person: name })
  return plan(wanted === null ? asks : null, () => void arrive(context, body, avatar, spot))
}

function planHere(context: ActContext, body: ArtifactId, avatar: Avatar, on?: ArtifactId): Plan {
  const onto = on === undefined ? plan(null, () => undefined) : planStandOn(context, body, on)
  if ('why' in onto) return onto
  return {
    asks: null,
    run(answer) {
      context.things.setAvatar(body, avatar)
      onto.run(answer)
    },
  }
}

/** Nobody is asked whether somebody may be where they are: they never left. */
function planBack(context: ActContext, body: ArtifactId, avatar: Avatar, on?: ArtifactId): Plan {
  const { place, visits } = avatar
  const person = personFrom(body, { ...avatar, isAway: false })
  if (on !== undefined && on !== place.host) {
    const spot = spotOn(context, person, on)
    if ('why' in spot) return refusedPlan(spot.why)
    const { world } = context
    const left = world === null ? visits : pushVisit(visits, { world, spot: place })
    return plan(null, () => void comeBack(context, body, { ...avatar, place: spot, visits: left }))
  }
  const spot = spotFor(context, person, place)
  return spot === null ? refusedPlan(NO_FLOOR) : plan(null, () => void comeBack(context, body, avatar))
}

/** At home somebody gets up where their body lies. */
function bodyPlace({ things }: ActContext, body: ArtifactId): Spot | null {
  const thing = things.get(body)
  if (thing === null || thing.host === null || thing.host === 'limbo') return null
  const { host, x, y, facing } = thing
  return { host, x, y, facing }
}
