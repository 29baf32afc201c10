// How far somebody's arm goes: what they use, and where they put things down.
import type { ArtifactId } from '../../world/address.ts'
import { avatarHere } from '../coming.ts'
import { gapBetween } from '../rect.ts'
import type { Stage } from '../stage.ts'
import { rectAt } from '../walk.ts'
import { holderOf, tooFar } from './floor.ts'

/** Pixels between somebody and what they use, or where they put something: a few steps. */
export const REACH = 160

/** Why somebody cannot use a thing from where they are; null when they can. Who kneels writes, and reaches all that they see. */
export function whyOutOfReach(stage: Stage, body: ArtifactId, id: ArtifactId): string | null {
  const { things } = stage
  const me = things.get(body)
  const thing = things.get(id)
  if (me === null || thing === null || avatarHere(things, body)?.isKneeling === true) return null
  if (thing.host === body || thing.id === me.host || thing.id === body) return null
  const holder = holderOf(things, thing)
  if (holder !== null) return `${holder} has it.`
  const now = stage.now()
  const isNear = thing.host === me.host && gapBetween(rectAt(me, now), rectAt(thing, now)) <= REACH
  return isNear ? null : tooFar(thing)
}
