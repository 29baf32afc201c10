// How a walk goes: a leg begins where its thing stands, ends where it leads or where something stops it, and
// its result is told. A change of a walking thing's place here does not end its walk.
import type { ActAnswer, ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { facingOf } from '../../world/place.ts'
import type { Things } from '../documents/play-things.ts'
import { nextLegEnd } from './direction-legs.ts'
import type { Space, XY } from './floor-space.ts'
import { walkPath, type WalkPath } from './straight-path.ts'
import { PIXELS_PER_PERCENT, spotAt } from './walk-geometry.ts'
import type { HeldWalks, Leg, Legs } from './walk-legs.ts'

/**
 * A leg that is over so soon, in ms, counts as caused by the event that began it: otherwise two things could
 * push each other for ever.
 */
const SOON_MS = 100

export interface WalkEvent {
  readonly event: 'move' | 'moveStart' | 'moveStop' | 'collide'
  readonly subject: ThingData
  readonly object: ArtifactId | null
  readonly depth: number
  readonly at: number
}

export interface WalkProgress {
  /** Writes the leg of a thing that stands at its start from `at` on, as far as it gets. */
  readonly plan: (thing: ThingData, leg: Leg, at: number) => void
  /** The leg of a thing is over. */
  readonly arrive: (thing: ThingData, at: number) => void
  /** Ends a walk where it is now, or on `spot`; `why` is told to its caller. */
  readonly halt: (thing: ThingData, at: number, why: string, spot?: XY) => ThingData
  readonly change: Things['change']
  /** The walker whose change is being made here now; null: nobody's. */
  readonly changing: () => ArtifactId | null
}

interface WalkProgressParts {
  readonly things: Pick<Things, 'get' | 'change'>
  readonly space: Space
  readonly legs: Legs
  readonly held: HeldWalks
  readonly tell: (told: WalkEvent) => void
}

const THERE: ActAnswer = { ok: true, why: null, made: null }

export function createWalkProgress({ things, space, legs, held, tell }: WalkProgressParts): WalkProgress {
  let changing: ArtifactId | null = null

  function change(thing: ThingData, changes: Partial<ThingData>): ThingData {
    const outer = changing
    changing = thing.id
    try {
      return things.change(thing, changes)
    } finally {
      changing = outer
    }
  }

  function plan(thing: ThingData, leg: Leg, at: number): void {
    const speed = thing.speed * PIXELS_PER_PERCENT
    const path = walkPath(space, thing, leg.to, at, speed)
    legs.setStop(thing.id, leg, path.stoppedBy)
    const { toX, toY } = path
    const { x, y } = thing
    const facing = facingOf(leg.to.x - x, leg.to.y - y)
    if (thing.person !== null && toX === x && toY === y) {
      stopOnTheSpot(change(thing, { x, y, facing, walk: null }), at)
      return
    }
    const walking = change(thing, { x, y, facing, walk: { toX, toY, at, speed } })
    legs.schedule(walking, leg)
  }

  /**
   * Somebody is stopped where they stand: that is no leg, since one from a spot to itself does not say where
   * one looks.
   */
  function stopOnTheSpot(stands: ThingData, at: number): void {
    const leg = legs.drop(stands.id)
    if (leg === null) return
    const depth = depthOf(leg, at)
    if (leg.isTold) tellStop(stands, depth, at)
    tellEnd(stands, leg, depth, at)
  }

  function tellStop(subject: ThingData, depth: number, at: number): void {
    tell({ event: 'move', subject, object: null, depth, at })
    tell({ event: 'moveStop', subject, object: null, depth, at })
  }

  /** Reports how a leg ended, and answers those who wait for it. */
  function tellEnd(subject: ThingData, { walking, stoppedBy }: Leg, depth: number, at: number): void {
    if (stoppedBy !== null) {
      tell({ event: 'collide', subject, object: stoppedBy === 'edge' ? null : stoppedBy, depth, at })
    }
    walking.answer(stoppedBy === null ? THERE : { ok: false, why: wordsFor(things, stoppedBy), made: null })
  }

  function halt(thing: ThingData, at: number, why: string, spot?: XY): ThingData {
    held.drop(thing.id)
    const leg = legs.drop(thing.id)
    if (leg === null) return spot === undefined ? thing : moved(thing, spot, at)
    const { x, y } = spot ?? stillAt(thing, at)
    const stands = change(thing, { x, y, walk: null })
    tellStop(stands, depthOf(leg, at), at)
    leg.walking.answer({ ok: false, why, made: null })
    return stands
  }

  /** Puts a thing that stands a little further. */
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
    const leg = legs.all.get(thing.id)
    if (leg?.walking.onward === undefined || leg.stoppedBy !== null || thing.walk === null) return false
    const here = { ...thing, x: thing.walk.toX, y: thing.walk.toY, walk: null }
    const to = nextLegEnd(here, leg.walking.onward)
    if (to.x === here.x && to.y === here.y) return false
    legs.drop(thing.id)
    const next: Leg = { ...leg, to, cancel: () => undefined }
    legs.put(thing.id, next)
    plan(here, next, at)
    const depth = depthOf(leg, at)
    tell({ event: 'move', subject: things.get(thing.id) ?? here, object: null, depth, at })
    return true
  }

  function arrive(thing: ThingData, at: number): void {
    if (goOn(thing, at)) return
    const leg = legs.drop(thing.id)
    if (leg === null || thing.walk === null) return
    const { toX: x, toY: y } = thing.walk
    const hasMoved = x !== thing.x || y !== thing.y
    const stands = change(thing, { x, y, walk: null })
    const depth = depthOf(leg, at)
    if (hasMoved) tell({ event: 'move', subject: stands, object: null, depth, at })
    tell({ event: 'moveStop', subject: stands, object: null, depth, at })
    tellEnd(stands, leg, depth, at)
  }

  return { plan, arrive, halt, change, changing: () => changing }
}

const depthOf = (leg: Leg, at: number): number => (at - leg.began < SOON_MS ? leg.walking.depth + 1 : 0)

/** A thing as it stands at a moment of its walk. */
export function stillAt(thing: ThingData, at: number): ThingData {
  const spot = spotAt(thing, at)
  return { ...thing, x: Math.round(spot.x), y: Math.round(spot.y), walk: null }
}

function wordsFor(things: Pick<Things, 'get'>, stoppedBy: NonNullable<WalkPath['stoppedBy']>): string {
  if (stoppedBy === 'edge') return 'The floor ends there.'
  const name = things.get(stoppedBy)?.name ?? ''
  return name === '' ? 'Something is in the way.' : `${name} is in the way.`
}
