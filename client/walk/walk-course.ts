// The course of somebody who walks to a spot: leg by leg round what stands in the way, and round what comes
// into it meanwhile.
import type { ThingData } from '../../shared/behavior/sandbox-protocol.ts'
import type { Space, XY } from '../../shared/play/walking/floor-space.ts'
import { routeTo } from '../../shared/play/walking/way-around.ts'

/** How often a way is looked for anew: a walker who is kept from a spot again and again stands in the end. */
const DETOURS_MAX = 5

interface Course {
  /** Sets out; answers where the first leg leads. */
  readonly begin: (from: ThingData, to: XY) => XY
  /**
   * One has come to stand: returns where the next leg leads, or null when one is there, or gets no further.
   */
  readonly next: (at: ThingData) => XY | null
  readonly end: () => void
}

interface PlannedWay {
  /** Where it leads in the end: the spot, or as near to it as one gets. */
  readonly to: XY
  /** Where the leg leads that one walks now, and those after it. */
  readonly legs: readonly XY[]
  readonly detours: number
}

export function createCourse(space: Space, now: () => number): Course {
  let way: PlannedWay | null = null

  function setOut(from: ThingData, to: XY, detours: number): XY {
    const legs = routeTo(space, from, to, now())
    way = { to: legs.at(-1) ?? to, legs, detours }
    return legs[0] ?? to
  }

  return {
    begin: (from, to) => setOut(from, to, 0),
    next(at) {
      const was = way
      way = null
      if (was === null || isAt(at, was.to)) return null
      const [leg, ...legs] = was.legs
      const next = legs[0]
      if (leg !== undefined && next !== undefined && isAt(at, leg)) {
        way = { ...was, legs }
        return next
      }
      return was.detours < DETOURS_MAX ? setOut(at, was.to, was.detours + 1) : null
    },
    end() {
      way = null
    },
  }
}

const isAt = ({ x, y }: XY, spot: XY): boolean => x === spot.x && y === spot.y
