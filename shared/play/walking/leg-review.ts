// Legs are computed anew when something comes into their way or leaves it. A crowd whose ways all cross must
// not hold up everybody else who is served, so only so much is done in one step, and the rest in the next.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Things } from '../documents/play-things.ts'
import { sweptBy, type Space } from './floor-space.ts'
import { collisionOf, grown } from './rect.ts'
import { shareToWalker, walkPath } from './straight-path.ts'
import { spotAt } from './walk-geometry.ts'
import type { Leg, Legs } from './walk-legs.ts'
import { stillAt, type WalkProgress } from './walk-progress.ts'

/** How often legs are computed anew because of each other, for each one that walks. */
const REPLANS = 8
/** The work of one step, counted by the boxes that are looked at for it: some 10 ms. */
const WORK_MAX = 50_000

interface LegReview {
  /** A thing changed: the legs of others are to be looked at for it. */
  readonly note: (changed: ThingData) => void
  /** All legs are to be looked at: nobody has, since the play began. */
  readonly noteAll: () => void
  /** Looks at the legs that are to be looked at, as far as this step's work goes. */
  readonly look: (at: number) => void
  readonly isLooking: () => boolean
  /** Whether something is left to be looked at. */
  readonly isDue: () => boolean
  /** A step begins, with all of its work before it. */
  readonly beginStep: () => void
  readonly hasWorkLeft: () => boolean
  /** Something else was done in this step, which counts as so much. */
  readonly spend: (work: number) => void
  readonly clear: () => void
}

/** Legs to look at because of a thing; null: because nobody has looked since the play began. */
interface Review {
  readonly other: ThingData | null
  readonly walks: readonly ArtifactId[]
}

interface LegReviewParts {
  readonly things: Pick<Things, 'get'>
  readonly space: Space
  readonly legs: Legs
  readonly progress: Pick<WalkProgress, 'plan' | 'change'>
}

export function createLegReview({ things, space, legs, progress }: LegReviewParts): LegReview {
  /** Things that changed, for which the legs of others are to be looked at. */
  let changed: ThingData[] = []
  let reviews: Review[] = []
  let replans = 0
  let isLooking = false
  /** Where this step's work ends, as the space counts it. */
  let workUpTo = WORK_MAX

  const hasWorkLeft = (): boolean => space.looked() < workUpTo

  function look(at: number): void {
    if (isLooking) return
    isLooking = true
    while (hasWorkLeft() && (reviews.length > 0 || changed.length > 0)) {
      const due = reviews
      reviews = []
      for (const other of changed.splice(0)) due.push({ other, walks: [...concernedBy(other)] })
      lookAt(due, at)
    }
    if (reviews.length === 0 && changed.length === 0) replans = 0
    isLooking = false
  }

  function lookAt(due: readonly Review[], at: number): void {
    for (const { other, walks } of due) {
      for (const [nth, id] of walks.entries()) {
        if (!hasWorkLeft()) {
          reviews.push({ other, walks: walks.slice(nth) })
          break
        }
        lookAtOne(id, other, at)
      }
    }
    // Two that are in each other's way for ever are left as they are.
    if (replans <= REPLANS * (legs.all.size + 1)) return
    reviews = []
    changed = []
  }

  function lookAtOne(id: ArtifactId, other: ThingData | null, at: number): void {
    const leg = legs.all.get(id)
    const walker = things.get(id)
    if (leg === undefined || walker === null || id === other?.id) return
    if (other === null) {
      takeUp(walker, leg)
      return
    }
    const isCrossed = crosses(walker, other, at)
    if (leg.stoppedBy !== other.id && !isCrossed) return
    replans += 1
    replan(walker, leg, at, isCrossed)
  }

  /**
   * Ends a leg that was in the documents where it is stopped now: something may have been put in its way
   * while nothing ran.
   */
  function takeUp(thing: ThingData, leg: Leg): void {
    const { walk } = thing
    if (walk === null) return
    const { toX, toY, stoppedBy } = walkPath(space, thing, leg.to, walk.at, walk.speed)
    legs.setStop(thing.id, leg, stoppedBy)
    if (stoppedBy !== null) legs.schedule(progress.change(thing, { walk: { ...walk, toX, toY } }), leg)
  }

  /**
   * The walkers whose legs may have to lead elsewhere because of a thing: it stops them, or is near their
   * way.
   */
  function concernedBy(other: ThingData): Iterable<ArtifactId> {
    const ids = new Set(legs.stoppedBy(other.id))
    if (other.host === null || other.host === 'limbo' || other.passable) return ids
    for (const { id } of space.walking(other.host, grown(sweptBy(other), 1))) ids.add(id)
    return ids
  }

  /**
   * From the nearest whole pixel a way may be free, or blocked, that is not from where the walker is. So a
   * leg that something crosses is never kept.
   */
  function replan(walker: ThingData, leg: Leg, at: number, isCrossed: boolean): void {
    if (walker.walk === null) return
    const here = stillAt(walker, at)
    const { toX, toY, stoppedBy } = walkPath(space, here, leg.to, at, walker.walk.speed)
    const isSameEnd = toX === walker.walk.toX && toY === walker.walk.toY
    if (isSameEnd && !isCrossed) legs.setStop(walker.id, leg, stoppedBy)
    else progress.plan(here, leg, at)
  }

  return {
    note: (thing) => void changed.push(thing),
    noteAll: () => void reviews.push({ other: null, walks: [...legs.all.keys()] }),
    look,
    isLooking: () => isLooking,
    isDue: () => reviews.length > 0 || changed.length > 0,
    beginStep: () => void (workUpTo = space.looked() + WORK_MAX),
    hasWorkLeft,
    spend: (work) => void (workUpTo -= work),
    clear() {
      changed = []
      reviews = []
    },
  }
}

/** Whether a thing, in its present state, is in the way of the rest of a walk. */
function crosses(walker: ThingData, other: ThingData, at: number): boolean {
  if (other.passable || walker.host !== other.host || walker.walk === null) return false
  if (other.walk !== null) return shareToWalker(walker, other, at) !== null
  const here = { ...walker, ...spotAt(walker, at) }
  return collisionOf(here, walker.walk.toX - here.x, walker.walk.toY - here.y, other) !== null
}
