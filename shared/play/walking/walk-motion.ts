// Walks: straight legs that end where they lead, at the floor's edge, or at the first thing in the way. Where
// a leg ends is computed when it begins, and again when something comes into its way or leaves it, so a leg
// that nothing crosses costs nothing until it is over, and everybody can draw it from its two ends.
import type { ActAnswer, ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { HeldWalk } from '../../world/live/live-state.ts'
import { facingOf, type Facing } from '../../world/place.ts'
import { createDueQueue } from '../documents/due-queue.ts'
import { nextLegEnd } from './direction-legs.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'
import { walkPath, shareToWalker, type WalkPath } from './straight-path.ts'
import { grown, collisionOf } from './rect.ts'
import { sweptBy, type Space, type XY } from './floor-space.ts'
import type { Things } from '../documents/play-things.ts'
import { hasEnded, isElsewhere, isOfOthers } from './walk-changes.ts'
import { durationOf, PIXELS_PER_PERCENT, spotAt } from './walk-geometry.ts'

/**
 * A leg that is over so soon, in ms, counts as caused by what began it: else two things could push each other
 * for ever.
 */
const SOON_MS = 100
/** How often legs are computed anew because of each other, for each one that walks. */
const REPLANS = 8
/**
 * Most things that walk at once because programs want it; people do besides. Each leg is judged by all that
 * walk across it.
 */
export const WALKS_MAX = 2_000
/**
 * What is done in one step, counted by the boxes that are looked at for it, and what the end of a leg counts:
 * some 10 ms. The rest is done in the next: a crowd whose ways all cross must not hold up whoever else is
 * served.
 */
const WORK_MAX = 50_000
const ARRIVAL_WORK = 100

/** Who wants a walk, and what is to be told when it is over. */
interface ActiveWalk {
  /** Whose program asked; when that is stopped, so is the walk. Null for a person. */
  readonly by: ArtifactId | null
  /** Of the event that caused it. */
  readonly depth: number
  readonly answer: (answer: ActAnswer) => void
  /** On and on in this direction, until something is in the way. */
  readonly onward?: Facing
}

export interface WalkEvent {
  readonly event: 'move' | 'moveStart' | 'moveStop' | 'collide'
  readonly subject: ThingData
  readonly object: ArtifactId | null
  readonly depth: number
  readonly at: number
}

export interface Motion {
  /** `from`: another spot than the one where it is now. */
  readonly begin: (thing: ThingData, to: XY, at: number, walking: ActiveWalk, from?: XY) => void
  /**
   * Ends a walk where it is now, or on `spot`; `why` is told to who asked for it. It does not go on either
   * when the world is played again. Answers the thing as it stands.
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

interface Leg {
  /** Where it was to lead; the walk itself ends earlier when something is in the way. */
  readonly to: XY
  readonly began: number
  readonly walking: ActiveWalk
  /** Whether its beginning was told. */
  isTold: boolean
  stoppedBy: WalkPath['stoppedBy']
  cancel: () => void
}

/**
 * Walks that may have to go otherwise because of a thing; null: because nobody has looked since the play
 * began.
 */
interface Look {
  readonly other: ThingData | null
  readonly walks: readonly ArtifactId[]
}

interface Parts {
  readonly things: Pick<Things, 'get' | 'all' | 'change'>
  readonly space: Space
  readonly writes: Pick<PendingWrites, 'put'>
  readonly tell: (told: WalkEvent) => void
  readonly now: () => number
}

const THERE: ActAnswer = { ok: true, why: null, made: null }

export function createMotion({ things, space, writes, tell, now }: Parts): Motion {
  const legs = new Map<ArtifactId, Leg>()
  /** Walks of things that stand while the world is paused. */
  const held = new Map<ArtifactId, Leg>()
  const dues = createDueQueue<ArtifactId>()
  /** Whose walks a thing stops. */
  const stopping = new Map<ArtifactId, Set<ArtifactId>>()
  /** Things that changed, for whom the legs of others are to be looked at. */
  let changed: ThingData[] = []
  let looks: Look[] = []
  let replans = 0
  let isLooking = false
  /** What is left of this step's work, as the space counts it. */
  let workUpTo = WORK_MAX
  /** Of the change that is being made here: it ends no walk. */
  let own: ArtifactId | null = null

  function change(thing: ThingData, changes: Partial<ThingData>): ThingData {
    const outer = own
    own = thing.id
    try {
      return things.change(thing, changes)
    } finally {
      own = outer
    }
  }

  /** Writes the leg of a thing that stands at its start from `at` on, as far as it gets. */
  function plan(thing: ThingData, leg: Leg, at: number): void {
    const speed = thing.speed * PIXELS_PER_PERCENT
    const path = walkPath(space, thing, leg.to, at, speed)
    stop(thing.id, leg, path.stoppedBy)
    const { toX, toY } = path
    const { x, y } = thing
    const facing = facingOf(leg.to.x - x, leg.to.y - y)
    if (thing.person !== null && toX === x && toY === y) {
      bump(change(thing, { x, y, facing, walk: null }), at)
      return
    }
    const walking = change(thing, { x, y, facing, walk: { toX, toY, at, speed } })
    schedule(walking, leg)
  }

  /**
   * Somebody is stopped where they stand: that is no leg, since one from a spot to itself does not say where
   * one looks.
   */
  function bump(stands: ThingData, at: number): void {
    const leg = drop(stands.id)
    if (leg === null) return
    const depth = depthOf(leg, at)
    if (leg.isTold) {
      tell({ event: 'move', subject: stands, object: null, depth, at })
      tell({ event: 'moveStop', subject: stands, object: null, depth, at })
    }
    collide(stands, leg.stoppedBy, depth, at)
    answerAs(leg)
  }

  function collide(subject: ThingData, stoppedBy: WalkPath['stoppedBy'], depth: number, at: number): void {
    if (stoppedBy === null) return
    tell({ event: 'collide', subject, object: stoppedBy === 'edge' ? null : stoppedBy, depth, at })
  }

  function answerAs({ walking, stoppedBy }: Leg): void {
    walking.answer(stoppedBy === null ? THERE : { ok: false, why: wordsFor(things, stoppedBy), made: null })
  }

  function schedule(thing: ThingData, leg: Leg): void {
    leg.cancel()
    const ends = Math.ceil((thing.walk?.at ?? 0) + durationOf(thing))
    leg.cancel = ends < Infinity ? dues.put(ends, thing.id) : () => undefined
  }

  /** The thing as it stands at a moment of its walk. */
  function stillAt(thing: ThingData, at: number): ThingData {
    const spot = spotAt(thing, at)
    return { ...thing, x: Math.round(spot.x), y: Math.round(spot.y), walk: null }
  }

  function drop(id: ArtifactId): Leg | null {
    const leg = legs.get(id) ?? null
    if (leg === null) return null
    leg.cancel()
    legs.delete(id)
    const { stoppedBy } = leg
    stop(id, leg, null)
    return { ...leg, stoppedBy }
  }

  function unhold(id: ArtifactId): Leg | null {
    const leg = held.get(id) ?? null
    if (held.delete(id)) writes.put(`held ${id}`, (writer) => writer.setHeld(id, null))
    return leg
  }

  /** Takes note of what stops a walk. */
  function stop(id: ArtifactId, leg: Leg, by: WalkPath['stoppedBy']): void {
    const before = leg.stoppedBy
    leg.stoppedBy = by
    if (before !== null && before !== 'edge' && before !== by) {
      const walks = stopping.get(before)
      if (walks?.delete(id) === true && walks.size === 0) stopping.delete(before)
    }
    if (by !== null && by !== 'edge') stopping.set(by, (stopping.get(by) ?? new Set()).add(id))
  }

  const depthOf = (leg: Leg, at: number): number => (at - leg.began < SOON_MS ? leg.walking.depth + 1 : 0)

  function halt(thing: ThingData, at: number, why: string, spot?: XY): ThingData {
    unhold(thing.id)
    const leg = drop(thing.id)
    if (leg === null) return spot === undefined ? thing : moved(thing, spot, at)
    const { x, y } = spot ?? stillAt(thing, at)
    const stands = change(thing, { x, y, walk: null })
    const depth = depthOf(leg, at)
    tell({ event: 'move', subject: stands, object: null, depth, at })
    tell({ event: 'moveStop', subject: stands, object: null, depth, at })
    leg.walking.answer({ ok: false, why, made: null })
    return stands
  }

  /** Puts who stands a little further. */
  function moved(thing: ThingData, { x, y }: XY, at: number): ThingData {
    if (thing.x === x && thing.y === y) return thing
    const stands = change(thing, { x, y, walk: null })
    tell({ event: 'move', subject: stands, object: null, depth: 0, at })
    return stands
  }

  /**
   * A leg is over, and the walk goes on: the next begins where and when it ended. False when there is nowhere
   * to go.
   */
  function goOn(thing: ThingData, at: number): boolean {
    const leg = legs.get(thing.id)
    if (leg?.walking.onward === undefined || leg.stoppedBy !== null || thing.walk === null) return false
    const here = { ...thing, x: thing.walk.toX, y: thing.walk.toY, walk: null }
    const to = nextLegEnd(here, leg.walking.onward)
    if (to.x === here.x && to.y === here.y) return false
    drop(thing.id)
    const next: Leg = { ...leg, to, cancel: () => undefined }
    legs.set(thing.id, next)
    plan(here, next, at)
    const depth = depthOf(leg, at)
    tell({ event: 'move', subject: things.get(thing.id) ?? here, object: null, depth, at })
    return true
  }

  function arrive(thing: ThingData, at: number): void {
    if (goOn(thing, at)) return
    const leg = drop(thing.id)
    if (leg === null || thing.walk === null) return
    const { toX: x, toY: y } = thing.walk
    const hasMoved = x !== thing.x || y !== thing.y
    const stands = change(thing, { x, y, walk: null })
    const depth = depthOf(leg, at)
    if (hasMoved) tell({ event: 'move', subject: stands, object: null, depth, at })
    tell({ event: 'moveStop', subject: stands, object: null, depth, at })
    collide(stands, leg.stoppedBy, depth, at)
    answerAs(leg)
  }

  const hasWorkLeft = (): boolean => space.looked() < workUpTo

  /**
   * Computes anew the legs that what changed stands in the way of, or no longer does; what is too much for
   * one step waits for the next.
   */
  function look(at: number): void {
    if (isLooking) return
    isLooking = true
    while (hasWorkLeft() && (looks.length > 0 || changed.length > 0)) {
      const due = looks
      looks = []
      for (const other of changed.splice(0)) due.push({ other, walks: [...concernedBy(other)] })
      lookAt(due, at)
    }
    if (looks.length === 0 && changed.length === 0) replans = 0
    isLooking = false
  }

  function lookAt(due: readonly Look[], at: number): void {
    for (const { other, walks } of due) {
      for (const [nth, id] of walks.entries()) {
        if (!hasWorkLeft()) {
          looks.push({ other, walks: walks.slice(nth) })
          break
        }
        lookAtOne(id, other, at)
      }
    }
    // Two that are in each other's way for ever are left as they are.
    if (replans <= REPLANS * (legs.size + 1)) return
    looks = []
    changed = []
  }

  function lookAtOne(id: ArtifactId, other: ThingData | null, at: number): void {
    const leg = legs.get(id)
    const walker = things.get(id)
    if (leg === undefined || walker === null || id === other?.id) return
    if (other === null) {
      takeUp(walker, leg)
      return
    }
    if (leg.stoppedBy !== other.id && !crosses(walker, other, at)) return
    replans += 1
    replan(walker, leg, at)
  }

  /**
   * Ends a leg that was in the documents where it is stopped now: something may have been put in its way
   * while nothing ran.
   */
  function takeUp(thing: ThingData, leg: Leg): void {
    const { walk } = thing
    if (walk === null) return
    const { toX, toY, stoppedBy } = walkPath(space, thing, leg.to, walk.at, walk.speed)
    stop(thing.id, leg, stoppedBy)
    if (stoppedBy !== null) schedule(change(thing, { walk: { ...walk, toX, toY } }), leg)
  }

  /**
   * Who may have to walk otherwise because of a thing: those that it stops, and those whose way it is near.
   */
  function concernedBy(other: ThingData): Iterable<ArtifactId> {
    const ids = new Set(stopping.get(other.id))
    if (other.host === null || other.host === 'limbo' || other.passable) return ids
    for (const { id } of space.walking(other.host, grown(sweptBy(other), 1))) ids.add(id)
    return ids
  }

  /** Whether a thing, as it is now, is in the way of what is left of a walk. */
  function crosses(walker: ThingData, other: ThingData, at: number): boolean {
    if (other.passable || walker.host !== other.host || walker.walk === null) return false
    if (other.walk !== null) return shareToWalker(walker, other, at) !== null
    const here = { ...walker, ...spotAt(walker, at) }
    return collisionOf(here, walker.walk.toX - here.x, walker.walk.toY - here.y, other) !== null
  }

  function replan(walker: ThingData, leg: Leg, at: number): void {
    if (walker.walk === null) return
    const here = stillAt(walker, at)
    const { toX, toY, stoppedBy } = walkPath(space, here, leg.to, at, walker.walk.speed)
    if (toX === walker.walk.toX && toY === walker.walk.toY) {
      stop(walker.id, leg, stoppedBy)
      return
    }
    plan(here, leg, at)
  }

  return {
    begin(thing, to, at, walking, spot) {
      const was = drop(thing.id)
      const from = { ...(was === null ? thing : stillAt(thing, at)), ...spot }
      was?.walking.answer({ ok: false, why: 'It went another way.', made: null })
      const isTold = was !== null
      const leg: Leg = { to, began: at, walking, isTold, stoppedBy: null, cancel: () => undefined }
      legs.set(thing.id, leg)
      plan(from, leg, at)
      if (!isTold && legs.get(thing.id) === leg) {
        leg.isTold = true
        tell({ event: 'moveStart', subject: thing, object: null, depth: walking.depth + 1, at })
      }
      look(at)
    },
    halt(thing, at, why, spot) {
      const stands = halt(thing, at, why, spot)
      look(at)
      return stands
    },
    haltBy(by, at) {
      for (const [id, { walking }] of held) if (walking.by === by) unhold(id)
      for (const [id, { walking }] of legs) {
        const thing = walking.by === by ? things.get(id) : null
        if (thing !== null) halt(thing, at, 'Its program was stopped.')
      }
      look(at)
    },
    step(now) {
      workUpTo = space.looked() + WORK_MAX
      look(now)
      while (hasWorkLeft()) {
        const due = dues.take(now)
        if (due === null) return
        workUpTo -= ARRIVAL_WORK
        const thing = things.get(due.item)
        if (thing !== null) arrive(thing, due.at)
        look(due.at)
      }
    },
    next: () => (looks.length > 0 || changed.length > 0 ? 0 : dues.next()),
    isFull: () => legs.size >= WALKS_MAX,
    resume(now) {
      for (const thing of things.all()) {
        const { walk } = thing
        if (walk === null || legs.has(thing.id)) continue
        const to = { x: walk.toX, y: walk.toY }
        const leg = legTo(to, thing.id, walk.at)
        legs.set(thing.id, leg)
        schedule(thing, leg)
      }
      looks.push({ other: null, walks: [...legs.keys()] })
      this.step(now)
    },
    hold(now) {
      for (const [id, leg] of legs) {
        const thing = things.get(id)
        drop(id)
        if (thing === null) continue
        held.set(id, leg)
        const { x, y } = stillAt(thing, now)
        change(thing, { x, y, walk: null })
        const walk = { toX: leg.to.x, toY: leg.to.y }
        writes.put(`held ${id}`, (writer) => writer.setHeld(id, walk))
      }
    },
    takeUp(walks) {
      for (const [id, { toX, toY }] of walks) held.set(id, legTo({ x: toX, y: toY }, id, 0))
    },
    release(now, ms) {
      for (const [id, leg] of held) {
        const thing = things.get(id)
        unhold(id)
        if (thing === null || thing.host === 'limbo' || thing.speed === 0) continue
        legs.set(id, leg)
        plan(thing, leg, now - ms)
      }
      look(now)
    },
    clear() {
      for (const id of legs.keys()) drop(id)
      held.clear()
      changed = []
      looks = []
    },
    follow(before, after) {
      const thing = after ?? before
      if (thing === null) return
      const isWalk = legs.has(thing.id) && hasEnded(before, after)
      if (own !== thing.id && (isWalk || (held.has(thing.id) && isElsewhere(before, after)))) {
        const leg = drop(thing.id) ?? unhold(thing.id)
        leg?.walking.answer({ ok: false, why: 'It was put somewhere else.', made: null })
      }
      if (legs.size === 0 || !isOfOthers(before, after)) return
      changed.push(after ?? { ...thing, passable: true })
      if (!isLooking && own === null) look(now())
    },
  }
}

/** A leg that nobody waits for. */
function legTo(to: XY, by: ArtifactId, began: number): Leg {
  const walking = { by, depth: 0, answer: () => undefined }
  return { to, began, walking, isTold: true, stoppedBy: null, cancel: () => undefined }
}

function wordsFor(things: Pick<Things, 'get'>, stoppedBy: ArtifactId | 'edge'): string {
  if (stoppedBy === 'edge') return 'The floor ends there.'
  const name = things.get(stoppedBy)?.name ?? ''
  return name === '' ? 'Something is in the way.' : `${name} is in the way.`
}
