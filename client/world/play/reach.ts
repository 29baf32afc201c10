// The things near a walker: the one that they look at, those beside them, and their order for a keyboard.
import { distanceBetween, rectOf } from '../../../shared/play/walking/earshot.ts'
import { sideOf } from '../../../shared/play/walking/rect.ts'
import { BESIDE, type XY } from '../../../shared/play/walking/floor-space.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { Facing } from '../../../shared/world/place.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import type { Box } from '../geometry/box.ts'
import { spatialIndexOf } from '../geometry/spatial-index.ts'

/** A keyboard reaches things that are at most so many pixels away. */
export const AROUND = 400
/** So far, in pixels, one stands in front of a thing's middle part, not at its corner. */
const OVERLAP = 16

export interface NearbyThing {
  readonly artifact: Artifact
  /** Pixels from edge to edge; less than 0 where one stands on it. */
  readonly gap: number
}

/** The things around somebody, the nearest first. `now`: the owner's clock. */
export function around(view: View, me: Artifact, within: number, now: number): readonly NearbyThing[] {
  const { place, host } = me
  if (place === null || host === null || host === 'limbo') return []
  return spatialIndexOf(view)
    .between(host, place.y - within, place.y + me.look.height + within)
    .filter(({ id }) => id !== me.id)
    .map((artifact) => ({ artifact, gap: distanceBetween(me, artifact, now) }))
    .filter(({ gap }) => gap <= within)
    .sort((a, b) => a.gap - b.gap || (a.artifact.id < b.artifact.id ? -1 : 1))
}

export const isBeside = ({ gap }: NearbyThing): boolean => gap <= BESIDE

/**
 * The thing that one can do something with at one's place: the one that one looks at, else one beside; the
 * one that one stands on comes last.
 */
export function inFront(near: readonly NearbyThing[], me: Artifact, now: number): Artifact | null {
  const here = rectOf(me, now)
  const beside = near.filter(isBeside)
  const faced = beside.find(({ artifact, gap }) => {
    const there = rectOf(artifact, now)
    return gap > -OVERLAP && here !== null && there !== null && sideOf(here, there) === me.place?.facing
  })
  const found = faced ?? beside.find(({ gap }) => gap > -OVERLAP) ?? beside[0]
  return found?.artifact ?? null
}

/**
 * Where to walk to stand beside something: on the side of it where one is, else on the others, the nearest
 * first.
 */
export function spotsBeside(me: Box, there: Box): readonly XY[] {
  const { x, y, width, height } = there
  const alongX = within(me.x, x - me.width + OVERLAP, x + width - OVERLAP)
  const alongY = within(me.y, y - me.height + OVERLAP, y + height - OVERLAP)
  const spots: Readonly<Record<Facing, XY>> = {
    left: { x: x - me.width, y: alongY },
    right: { x: x + width, y: alongY },
    up: { x: alongX, y: y - me.height },
    down: { x: alongX, y: y + height },
  }
  const first = spots[sideOf(there, me)]
  const far = (spot: XY): number => Math.hypot(spot.x - me.x, spot.y - me.y)
  const others = Object.values(spots).filter((spot) => spot !== first)
  return [first, ...others.toSorted((a, b) => far(a) - far(b))]
}

const within = (value: number, min: number, max: number): number =>
  Math.round(Math.max(min, Math.min(Math.max(min, max), value)))
