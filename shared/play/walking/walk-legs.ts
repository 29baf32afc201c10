// The legs of all walkers, and those that wait while the world is paused: where each leads, when it is over,
// what stops it, and who is to be told.
import type { ActAnswer, ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { HeldWalk } from '../../world/live/live-state.ts'
import type { Facing } from '../../world/place.ts'
import { createDueQueue, type DueQueue } from '../documents/due-queue.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'
import type { XY } from './floor-space.ts'
import type { WalkPath } from './straight-path.ts'
import { durationOf } from './walk-geometry.ts'

/** The walker, and the callback for the end of the walk. */
export interface ActiveWalk {
  /** The program that asked; when that is stopped, so is the walk. Null for a person. */
  readonly by: ArtifactId | null
  /** Of the event that caused it. */
  readonly depth: number
  readonly answer: (answer: ActAnswer) => void
  /** On and on in this direction, until something is in the way. */
  readonly onward?: Facing
}

export interface Leg {
  /** Where it was to lead; the walk itself ends earlier when something is in the way. */
  readonly to: XY
  readonly began: number
  readonly walking: ActiveWalk
  /** Whether its beginning was told. */
  isTold: boolean
  stoppedBy: WalkPath['stoppedBy']
  cancel: () => void
}

export interface Legs {
  readonly all: ReadonlyMap<ArtifactId, Leg>
  readonly put: (id: ArtifactId, leg: Leg) => void
  /** Takes a leg out; answers it as it was. */
  readonly drop: (id: ArtifactId) => Leg | null
  /** Notes when the leg of a thing is over, by its walk. */
  readonly schedule: (thing: ThingData, leg: Leg) => void
  /** Notes what stops a leg. */
  readonly setStop: (id: ArtifactId, leg: Leg, by: WalkPath['stoppedBy']) => void
  /** The walkers whose legs a thing stops. */
  readonly stoppedBy: (id: ArtifactId) => ReadonlySet<ArtifactId> | undefined
  /** Takes out the next leg that is over by now. */
  readonly takeDue: DueQueue<ArtifactId>['take']
  readonly nextDue: () => number | null
}

export function createLegs(): Legs {
  const all = new Map<ArtifactId, Leg>()
  const dues = createDueQueue<ArtifactId>()
  const stopping = new Map<ArtifactId, Set<ArtifactId>>()

  function setStop(id: ArtifactId, leg: Leg, by: WalkPath['stoppedBy']): void {
    const before = leg.stoppedBy
    leg.stoppedBy = by
    if (before !== null && before !== 'edge' && before !== by) {
      const walks = stopping.get(before)
      if (walks?.delete(id) === true && walks.size === 0) stopping.delete(before)
    }
    if (by !== null && by !== 'edge') stopping.set(by, (stopping.get(by) ?? new Set()).add(id))
  }

  return {
    all,
    put: (id, leg) => void all.set(id, leg),
    drop(id) {
      const leg = all.get(id) ?? null
      if (leg === null) return null
      leg.cancel()
      all.delete(id)
      const { stoppedBy } = leg
      setStop(id, leg, null)
      return { ...leg, stoppedBy }
    },
    schedule(thing, leg) {
      leg.cancel()
      const ends = Math.ceil((thing.walk?.at ?? 0) + durationOf(thing))
      leg.cancel = ends < Infinity ? dues.put(ends, thing.id) : () => undefined
    },
    setStop,
    stoppedBy: (id) => stopping.get(id),
    takeDue: dues.take,
    nextDue: dues.next,
  }
}

/** Walks of things that stand while the world is paused; live keeps where they were going. */
export interface HeldWalks {
  readonly all: ReadonlyMap<ArtifactId, Leg>
  readonly hold: (id: ArtifactId, leg: Leg) => void
  /** Takes a walk out, also of live. */
  readonly drop: (id: ArtifactId) => Leg | null
  /** Takes over walks that live keeps. */
  readonly takeOver: (walks: ReadonlyMap<ArtifactId, HeldWalk>) => void
  /** Forgets them all. */
  readonly clear: () => void
}

export function createHeldWalks(writes: Pick<PendingWrites, 'put'>): HeldWalks {
  const all = new Map<ArtifactId, Leg>()
  return {
    all,
    hold(id, leg) {
      all.set(id, leg)
      const walk = { toX: leg.to.x, toY: leg.to.y }
      writes.put(`held ${id}`, (writer) => writer.setHeld(id, walk))
    },
    drop(id) {
      const leg = all.get(id) ?? null
      if (all.delete(id)) writes.put(`held ${id}`, (writer) => writer.setHeld(id, null))
      return leg
    },
    takeOver(walks) {
      for (const [id, { toX, toY }] of walks) all.set(id, unattendedLeg({ x: toX, y: toY }, id, 0))
    },
    clear: () => all.clear(),
  }
}

/** A leg that nobody waits for. */
export function unattendedLeg(to: XY, by: ArtifactId, began: number): Leg {
  const walking = { by, depth: 0, answer: () => undefined }
  return { to, began, walking, isTold: true, stoppedBy: null, cancel: () => undefined }
}
