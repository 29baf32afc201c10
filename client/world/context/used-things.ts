// What somebody used lately at this screen: they are shown what it says, however far away they are.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { OwnerRequester } from './owner-requester.ts'
import { ownerClock } from '../motion/shown-motion.ts'

/** Words count as an answer for so long after a use, in ms. */
const ANSWER_MS = 60_000

/** When each thing was used last, by the owner's clock. */
const used = new WeakMap<OwnerRequester, Map<ArtifactId, number>>()

export function noteUse(owner: OwnerRequester, thing: ArtifactId): void {
  const times = used.get(owner) ?? new Map<ArtifactId, number>()
  used.set(owner, times.set(thing, ownerClock.now()))
}

/** Whether a thing that speaks at a time may answer a use of it. */
export function mayAnswer(owner: OwnerRequester, thing: ArtifactId, at: number): boolean {
  const since = at - (used.get(owner)?.get(thing) ?? Infinity)
  return since > -CLOCKS_MS && since < ANSWER_MS
}

/** The owner's clock is known as well as this, in ms. */
const CLOCKS_MS = 1000
