// One's own avatar as it is shown: ahead of the owner while something was asked that is not answered yet.
import type { ThingData } from '../../shared/behavior/sandbox-protocol.ts'
import { thingOf } from '../../shared/play/documents/play-things.ts'
import { spotAt } from '../../shared/play/walking/walk-geometry.ts'
import { createPredictor, type Predictor } from '../../shared/play/walking/walk-prediction.ts'
import { endOf, isSame, routeLength } from '../../shared/play/walking/way-around.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import type { Clock } from '../../shared/time/clock.ts'
import type { Walker } from '../world/play/walk-session.ts'
import { followObstacles, type Obstacles } from './obstacles.ts'

export interface ShownAvatarOptions {
  readonly view: View
  readonly me: () => Artifact | null
  readonly clock: Clock
  /** The time on the owner's clock, in ms since 1970. */
  readonly now: () => number
  /** Shows oneself ahead of the owner; null: no longer. */
  readonly show: (thing: ThingData | null) => void
  /** One stands, or is at the end of a leg. */
  readonly onStill: () => void
}

interface ShownAvatar {
  readonly predictor: Predictor
  readonly space: Obstacles['space']
  /** What others ask of it. */
  readonly seen: Pick<Walker, 'here' | 'isWalking' | 'reaches' | 'farTo'>
  /** On whole pixels, without a walk. */
  readonly stillNow: () => ThingData | null
  /** Shows what is predicted, and looks again when that will be another. */
  readonly publish: () => void
  readonly end: () => void
}

export function createShownAvatar(options: ShownAvatarOptions): ShownAvatar {
  const { view, me, clock, now, show, onStill } = options
  const solid = followObstacles(view, () => {
    predictor.obstructed(now())
    publish()
  })
  const { space } = solid
  const predictor = createPredictor({ space, owner })
  let cancel: (() => void) | null = null

  function owner(): ThingData | null {
    const artifact = me()
    return artifact && thingOf(artifact)
  }

  function here(): ThingData | null {
    const thing = predictor.shown() ?? owner()
    return thing && { ...thing, ...spotAt(thing, now()) }
  }

  function stillNow(): ThingData | null {
    const thing = here()
    return thing && { ...thing, x: Math.round(thing.x), y: Math.round(thing.y), walk: null }
  }

  function isWalking(): boolean {
    const thing = here()
    return thing?.walk != null && (thing.x !== thing.walk.toX || thing.y !== thing.walk.toY)
  }

  function publish(): void {
    const { host } = me() ?? { host: null }
    if (host !== null && host !== 'limbo') solid.enter(host)
    show(predictor.shown())
    cancel?.()
    const at = predictor.next(now())
    cancel = at === null ? null : clock.after(Math.max(1, at - now()), look)
    if (!isWalking()) onStill()
  }

  function look(): void {
    predictor.look(now())
    publish()
  }

  const stop = view.subscribe(({ artifacts }) => {
    const id = predictor.shown()?.id ?? me()?.id
    if (id !== undefined && artifacts.has(id)) look()
  })

  return {
    predictor,
    space,
    seen: {
      here,
      isWalking,
      reaches(spot) {
        const at = stillNow()
        return at !== null && isSame(endOf(space, at, at, spot), spot)
      },
      farTo(spot) {
        const at = stillNow()
        return at && routeLength(space, at, spot, now())
      },
    },
    stillNow,
    publish,
    end() {
      stop()
      solid.end()
      cancel?.()
      show(null)
    },
  }
}
