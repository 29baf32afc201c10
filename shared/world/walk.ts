// A walk: one straight leg from a thing's place to another spot of its floor. Written once when it begins, so
// that every reader draws the same one without being told of each step.
import { WALK_SPEED_MAX } from './limits.ts'
import { isCoordinate, isPlain, ownValue } from './place.ts'

/** `toX`, `toY`: integer pixels. `at`: ms since 1970 when it began. `speed`: pixels a second, over 0. */
export interface Walk {
  readonly toX: number
  readonly toY: number
  readonly at: number
  readonly speed: number
}

/** The last moment that a date can name, in ms since 1970. */
const AT_MAX = 8.64e15

/** Reads a walk; null when it is malformed. */
export function parseWalk(raw: unknown): Walk | null {
  if (!isPlain(raw)) return null
  const toX = ownValue(raw, 'toX')
  const toY = ownValue(raw, 'toY')
  const at = ownValue(raw, 'at')
  const speed = ownValue(raw, 'speed')
  if (!isCoordinate(toX) || !isCoordinate(toY) || !isMoment(at)) return null
  if (typeof speed !== 'number' || !(speed > 0) || speed > WALK_SPEED_MAX) return null
  return { toX: toX + 0, toY: toY + 0, at: at + 0, speed }
}

/** True for a time: ms since 1970. */
export function isMoment(raw: unknown): raw is number {
  return typeof raw === 'number' && raw >= 0 && raw <= AT_MAX
}

export function sameWalk(a: Walk | null, b: Walk | null): boolean {
  if (a === null || b === null) return a === b
  return a.toX === b.toX && a.toY === b.toY && a.at === b.at && a.speed === b.speed
}
