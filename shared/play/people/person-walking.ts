// How people walk: to a spot, or on and on; and how they stand still, turn, kneel and stand up. Their own
// position counts, as far as it can be true.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Facing } from '../../world/place.ts'
import { makeEvent } from '../acts/act-event.ts'
import type { Action } from '../acts/action.ts'
import { GONE, NOWHERE } from '../acts/floor-placement.ts'
import { avatarHere } from '../acts/arrivals.ts'
import { nextLegEnd } from '../walking/direction-legs.ts'
import type { XY } from '../walking/floor-space.ts'
import { DONE, plan, refusedPlan, type Plan, type ActContext } from '../acts/act-context.ts'
import { reachOf, takenOver } from '../walking/position-takeover.ts'

type WalkRequest = Extract<Action, { verb: 'walk' }>

/** A walker who claims again and again to be further than they can be gains at most half of their speed. */
const GAIN = 0.5

interface PersonWalking {
  readonly walk: (id: ArtifactId, walk: WalkRequest) => Plan
  readonly halt: (id: ArtifactId, at: XY | null) => Plan
  readonly turn: (id: ArtifactId, facing: Facing) => Plan
  readonly kneel: (id: ArtifactId) => Plan
  readonly stand: (id: ArtifactId) => Plan
}

/** By how many pixels somebody was moved on by their own claims, as of a time; it wears off. */
interface Gained {
  readonly pixels: number
  readonly at: number
}

export function createPersonWalking(context: ActContext): PersonWalking {
  const { things, motion } = context
  const gains = new Map<ArtifactId, Gained>()

  /** Where somebody is, given where they see themselves. */
  function spotOf(person: ThingData, claimed: XY | null, now: number): XY {
    const here = takenOver(context.space, person, null, now, 0)
    if (claimed === null) return here
    const known = gains.get(person.id)
    const worn = known === undefined ? 0 : known.pixels - ((now - known.at) / 1000) * person.speed * GAIN
    const gained = Math.max(0, worn)
    const spot = takenOver(context.space, person, claimed, now, reachOf(person) - gained)
    const pixels = gained + Math.hypot(spot.x - here.x, spot.y - here.y)
    if (pixels > 0) gains.set(person.id, { pixels, at: now })
    else gains.delete(person.id)
    return spot
  }

  /** Somebody who is here, and on a floor; or why not. */
  function walkerOf(id: ArtifactId): ThingData | string {
    const person = things.get(id)
    if (person === null || avatarHere(things, id) === null) return GONE
    return person.host === null || person.host === 'limbo' ? NOWHERE : person
  }

  function kneeling(id: ArtifactId, isKneeling: boolean): Plan {
    const person = walkerOf(id)
    if (typeof person === 'string') return refusedPlan(person)
    if (avatarHere(things, id)?.isKneeling === isKneeling) return plan(null, () => undefined)
    const now = context.now()
    const parts = { subject: id, host: person.host === 'limbo' ? null : person.host }
    const event = makeEvent(isKneeling ? 'kneel' : 'stand', now, parts)
    return plan(event, () => {
      motion.halt(person, context.now(), 'They knelt down.')
      const avatar = avatarHere(things, id)
      if (avatar === null) return
      things.setAvatar(id, { ...avatar, isKneeling })
      context.tell(event, 0)
    })
  }

  return {
    walk(id, walk) {
      const person = walkerOf(id)
      if (typeof person === 'string') return refusedPlan(person)
      if (avatarHere(things, id)?.isKneeling === true) return refusedPlan('You are kneeling. Stand up first.')
      const asks = makeEvent('moveStart', context.now(), {
        subject: id,
        host: person.host === 'limbo' ? null : person.host,
      })
      return {
        asks,
        run(answer) {
          const now = context.now()
          const from = spotOf(person, walk.from ?? null, now)
          const walking = { by: null, depth: -1, answer: () => undefined }
          if ('to' in walk) begin(person, walk.to, from, now, walking)
          else {
            const to = nextLegEnd({ ...person, ...from }, walk.direction)
            if (to.x === from.x && to.y === from.y) turn(person, from, walk.direction, now)
            else motion.begin(person, to, now, { ...walking, onward: walk.direction }, from)
          }
          answer(DONE)
        },
      }
    },
    halt(id, at) {
      const person = walkerOf(id)
      if (typeof person === 'string') return refusedPlan(person)
      return plan(null, () => {
        const now = context.now()
        motion.halt(person, now, 'They stopped.', spotOf(person, at, now))
      })
    },
    turn(id, facing) {
      const person = walkerOf(id)
      if (typeof person === 'string') return refusedPlan(person)
      return plan(null, () => turn(person, null, facing, context.now()))
    },
    kneel: (id) => kneeling(id, true),
    stand: (id) => kneeling(id, false),
  }

  function begin(
    person: ThingData,
    to: XY,
    from: XY,
    now: number,
    walking: Parameters<typeof motion.begin>[3],
  ): void {
    if (to.x === from.x && to.y === from.y) motion.halt(person, now, 'They stopped.', from)
    else motion.begin(person, to, now, walking, from)
  }

  function turn(person: ThingData, spot: XY | null, facing: Facing, now: number): void {
    const stands = motion.halt(person, now, 'They turned.', spot ?? undefined)
    if (stands.facing !== facing) things.change(stands, { facing })
  }
}
