// Nobody stands nowhere: when the floor that somebody is on is put away, is gone, or is carried out of the
// world, they are put beside where it was, in the same tick; where nothing is left of that, at the entrance.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Avatar } from '../../world/avatar.ts'
import type { Spot } from '../../world/place.ts'
import { makeEvent } from '../acts/act-event.ts'
import { put } from '../acts/floor-placement.ts'
import { isInWorld, spotFor } from '../acts/arrivals.ts'
import type { ActContext } from '../acts/act-context.ts'

export interface StrandedPeople {
  /** To be told of every change of a thing. */
  readonly follow: (before: ThingData | null, after: ThingData | null) => void
  readonly step: () => void
}

export function createStrandedPeople(context: ActContext): StrandedPeople {
  const { things } = context
  /** The things that left the floors since the last look, as they were before. */
  const lost = new Map<ArtifactId, ThingData>()
  // While nothing was played, floors may have gone too.
  let isDue = true

  /** Where the first floor around somebody was that has left the world. */
  function beside({ place }: Avatar): Spot | null {
    const passed = new Set<ArtifactId>()
    let at: ArtifactId | 'limbo' | null = place.host
    while (at !== null && at !== 'limbo' && !passed.has(at)) {
      passed.add(at)
      const was = lost.get(at)
      if (was !== undefined && was.host !== null && was.host !== 'limbo' && isInWorld(things, was.host)) {
        return { host: was.host, x: was.x, y: was.y, facing: was.facing }
      }
      at = was?.host ?? things.get(at)?.host ?? null
    }
    return null
  }

  function save(id: ArtifactId, avatar: Avatar): void {
    const thing = things.get(id)
    if (thing === null) return
    const spot = spotFor(context, thing, beside(avatar))
    if (spot === null) return
    put(context, thing, spot.host, spot)
    const event = makeEvent('enter', context.now(), { subject: id, object: spot.host, host: spot.host })
    context.tell(event, 0)
  }

  return {
    follow(before, after) {
      if (before === null || before.host === null || before.host === 'limbo') return
      if (after !== null && after.host !== 'limbo' && after.host !== null) return
      lost.set(before.id, before)
      isDue = true
    },
    step() {
      if (!isDue) return
      isDue = false
      for (const [id, avatar] of things.avatars()) {
        if (!avatar.isAway && !isInWorld(things, avatar.place.host)) save(id, avatar)
      }
      lost.clear()
    },
  }
}
