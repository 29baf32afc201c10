// The requests of a play to the owner of its world: to bring something to another world, and to bring here a
// held thing that is elsewhere. Each is answered with the reason why it cannot be done; null when it is done.
import type { ArtifactId } from '../../world/address.ts'
import type { ActContext, CrossingDestination, CrossWorld } from '../acts/act-context.ts'
import type { XY } from '../walking/floor-space.ts'

export interface OwnerRequests {
  readonly cross: CrossWorld
  readonly fetch: ActContext['fetch']
  /** The thing or person on the way has left this world. The one who asked for that is answered at once. */
  readonly hasLeft: (id: ArtifactId) => void
  /** Crossings are answered no more. */
  readonly end: () => void
}

interface OwnerRequestsParts {
  /** Brings something to another world; without it there is no way out. */
  readonly moveToWorld?: (id: ArtifactId, to: CrossingDestination) => Promise<string | null>
  /** Brings here what is elsewhere (`node/id`); without it nothing can be brought here. */
  readonly fetchHeld?: (body: ArtifactId, link: string, at: XY | null) => Promise<string | null>
  readonly isDraft?: boolean
  readonly linkOf: ActContext['linkOf']
  readonly isOver: () => boolean
  readonly wake: () => void
}

const NO_WAY = 'There is no way from here.'
const NO_WAY_OUT = 'This is a draft. No portal leads out of it. To go back, leave.'
const ON_THE_WAY = 'That is already on its way.'
const NO_FETCHING = 'That is not here, and it cannot be brought here.'
const failed = (): string => 'Something went wrong on the way. Try again.'

export function createOwnerRequests(parts: OwnerRequestsParts): OwnerRequests {
  const { moveToWorld, fetchHeld, isDraft, linkOf, isOver, wake } = parts
  const crossings = new Map<ArtifactId, (why: string | null) => void>()
  let hasEnded = false

  function settle(id: ArtifactId, why: string | null): void {
    const answer = crossings.get(id)
    crossings.delete(id)
    answer?.(why)
  }

  return {
    cross(id, to, answer) {
      if (moveToWorld === undefined) answer(NO_WAY)
      else if (isDraft === true && to.type === 'portal') answer(NO_WAY_OUT)
      else if (crossings.has(id)) answer(ON_THE_WAY)
      else {
        crossings.set(id, answer)
        void moveToWorld(id, to)
          .catch(failed)
          .then((why) => {
            if (!hasEnded && crossings.has(id)) {
              settle(id, why)
              wake()
            }
            return why
          })
      }
    },
    fetch(body, link, at, answer) {
      const where = isDraft === true ? null : linkOf(link)
      const fetching = (where !== null && fetchHeld?.(body, where, at)) || Promise.resolve(NO_FETCHING)
      void fetching.catch(failed).then((why) => {
        if (!isOver()) answer(why)
        return wake()
      })
    },
    hasLeft: (id) => settle(id, null),
    end: () => void (hasEnded = true),
  }
}
