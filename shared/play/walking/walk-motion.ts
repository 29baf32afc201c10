// Walks: straight legs that end where they lead, at the floor's edge, or at the first thing in the way. Where
// a leg ends is computed when it begins, and again when something comes into its way or leaves it. So a leg
// that nothing crosses costs nothing until it is over, and everybody can draw it from its two ends.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { HeldWalk } from '../../world/live/live-state.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'
import type { Things } from '../documents/play-things.ts'
import type { Space, XY } from './floor-space.ts'
import { createLegReview } from './leg-review.ts'
import { createHeldWalks, createLegs, unattendedLeg, type ActiveWalk, type Leg } from './walk-legs.ts'
import { createWalkProgress, stillAt, type WalkEvent } from './walk-progress.ts'

/**
 * Most things that walk at once because programs want it; people do besides. Each leg is judged by all that
 * walk across it.
 */
export const WALKS_MAX = 2_000
/** The end of a leg, in units of a step's work. */
const ARRIVAL_WORK = 100

export interface Motion {
  /** `from`: another spot than the one where it is now. */
  readonly begin: (thing: ThingData, to: XY, at: number, walking: ActiveWalk, from?: XY) => void
  /**
   * Ends a walk where it is now, or on `spot`; `why` is told to its caller. It does not go on either when the
   * world is played again. Returns the thing as it stands.
   */
  readonly halt: (thing: ThingData, at: number, why: string, spot?: XY) => ThingData
  /** Ends the walks that a program asked for. */
  readonly haltBy: (by: ArtifactId, at: number) => void
  /**
   * Ends the legs that are over by now, and looks at those that something came in the way of; as many as one
   * step does.
   */
  readonly step: (now: number) => void
  /** When the next leg is over, or is to be looked at; null when nothing walks. */
  readonly next: () => number | null
  /** Whether so much walks that no more things may begin to. */
  readonly isFull: () => boolean
  /** Takes up the walks that are in the documents. */
  readonly resume: (now: number) => void
  /** Holds all walks: their things stand, and live keeps where they were going. */
  readonly hold: (now: number) => void
  /** Takes up walks that were held before this play began. */
  readonly takeUp: (walks: ReadonlyMap<ArtifactId, HeldWalk>) => void
  /** Lets walks that are held go on, as if `ms` of them had passed. */
  readonly release: (now: number, ms: number) => void
  /** Forgets all walks. */
  readonly clear: () => void
  /** To be told of every change of a thing, after the space knows it. */
  readonly follow: (before: ThingData | null, after: ThingData | null) => void
}

interface WalkMotionParts {
  readonly things: Pick<Things, 'get' | 'all' | 'change'>
  readonly space: Space
  readonly writes: Pick<PendingWrites, 'put'>
  readonly tell: (told: WalkEvent) => void
  readonly now: () => number
}

export function createMotion({ things, space, writes, tell, now }: WalkMotionParts): Motion {
  const legs = createLegs()
  const held = createHeldWalks(writes)
  const progress = createWalkProgress({ things, space, legs, held, tell })
  const review = createLegReview({ things, space, legs, progress })
  const { look } = review

  function step(at: number): void {
    review.beginStep()
    look(at)
    while (review.hasWorkLeft()) {
      const due = legs.takeDue(at)
      if (due === null) return
      review.spend(ARRIVAL_WORK)
      const thing = things.get(due.item)
      if (thing !== null) progress.arrive(thing, due.at)
      look(due.at)
    }
  }

  return {
    begin(thing, to, at, walking, spot) {
      const was = legs.drop(thing.id)
      const from = { ...(was === null ? thing : stillAt(thing, at)), ...spot }
      was?.walking.answer({ ok: false, why: 'It went another way.', made: null })
      const isTold = was !== null
      const leg: Leg = { to, began: at, walking, isTold, stoppedBy: null, cancel: () => undefined }
      legs.put(thing.id, leg)
      progress.plan(from, leg, at)
      if (!isTold && legs.all.get(thing.id) === leg) {
        leg.isTold = true
        tell({ event: 'moveStart', subject: thing, object: null, depth: walking.depth + 1, at })
      }
      look(at)
    },
    halt(thing, at, why, spot) {
      const stands = progress.halt(thing, at, why, spot)
      look(at)
      return stands
    },
    haltBy(by, at) {
      for (const [id, { walking }] of held.all) if (walking.by === by) held.drop(id)
      for (const [id, { walking }] of legs.all) {
        const thing = walking.by === by ? things.get(id) : null
        if (thing !== null) progress.halt(thing, at, 'Its program was stopped.')
      }
      look(at)
    },
    step,
    next: () => (review.isDue() ? 0 : legs.nextDue()),
    isFull: () => legs.all.size >= WALKS_MAX,
    resume(at) {
      for (const thing of things.all()) {
        const { walk } = thing
        if (walk === null || legs.all.has(thing.id)) continue
        const leg = unattendedLeg({ x: walk.toX, y: walk.toY }, thing.id, walk.at)
        legs.put(thing.id, leg)
        legs.schedule(thing, leg)
      }
      review.noteAll()
      step(at)
    },
    hold(at) {
      for (const [id, leg] of legs.all) {
        const thing = things.get(id)
        legs.drop(id)
        if (thing === null) continue
        const { x, y } = stillAt(thing, at)
        progress.change(thing, { x, y, walk: null })
        held.hold(id, leg)
      }
    },
    takeUp: held.takeOver,
    release(at, ms) {
      for (const [id, leg] of held.all) {
        const thing = things.get(id)
        held.drop(id)
        if (thing === null || thing.host === 'limbo' || thing.speed === 0) continue
        legs.put(id, leg)
        progress.plan(thing, leg, at - ms)
      }
      look(at)
    },
    clear() {
      for (const id of legs.all.keys()) legs.drop(id)
      held.clear()
      review.clear()
    },
    follow(before, after) {
      const thing = after ?? before
      if (thing === null) return
      const isOwn = progress.changing() === thing.id
      const isWalk = legs.all.has(thing.id) && hasEnded(before, after)
      if (!isOwn && (isWalk || (held.all.has(thing.id) && isElsewhere(before, after)))) {
        const leg = legs.drop(thing.id) ?? held.drop(thing.id)
        leg?.walking.answer({ ok: false, why: 'It was put somewhere else.', made: null })
      }
      if (legs.all.size === 0 || !isOfOthers(before, after)) return
      review.note(after ?? { ...thing, passable: true })
      if (!review.isLooking() && progress.changing() === null) look(now())
    },
  }
}

/** Whether what happened to a walking thing ends its walk: it stands, it is elsewhere, it is gone. */
function hasEnded(before: ThingData | null, after: ThingData | null): boolean {
  return after?.walk === null || isElsewhere(before, after)
}

/** Whether a thing stands elsewhere than it did, or where it walks from there. */
function isElsewhere(before: ThingData | null, after: ThingData | null): boolean {
  if (before === null || after === null) return true
  return before.host !== after.host || before.x !== after.x || before.y !== after.y
}

/** Whether a change can matter to those who walk. */
function isOfOthers(a: ThingData | null, b: ThingData | null): boolean {
  if (a === null || b === null) return true
  return (
    a.host !== b.host ||
    a.x !== b.x ||
    a.y !== b.y ||
    a.width !== b.width ||
    a.height !== b.height ||
    a.passable !== b.passable ||
    a.walk !== b.walk
  )
}
