// Where a thing is: one plain value in the scene, read and replaced whole, so that two people who move a
// thing at once never get the x of one and the y of the other.
import { parseArtifactId, type ArtifactId } from './address.ts'
import { COORDINATE_MAX } from './limits.ts'

/** The place that a thing can be on: another artifact's floor, or limbo. */
export type Host = ArtifactId | 'limbo'
export type Facing = 'up' | 'down' | 'left' | 'right'

/** A spot on a floor. `x`, `y`: integer pixels from the floor's top left to the thing's. */
export interface Spot {
  readonly host: ArtifactId
  readonly x: number
  readonly y: number
  readonly facing: Facing
}

export interface Place {
  readonly host: Host
  readonly x: number
  readonly y: number
  readonly facing: Facing
  /** The spot before limbo; null on a floor. */
  readonly was: Spot | null
}

/** Reads a place; null when it is malformed. A facing that is not known is `down`. */
export function parsePlace(raw: unknown): Place | null {
  if (!isPlain(raw)) return null
  if (ownValue(raw, 'host') === 'limbo') return parseLimbo(raw)
  const spot = parseSpot(raw)
  return spot && { ...spot, was: null }
}

/** True for a plain value with keys. */
export function isPlain(raw: unknown): raw is object {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

export function isCoordinate(raw: unknown): raw is number {
  return typeof raw === 'number' && Number.isInteger(raw) && Math.abs(raw) <= COORDINATE_MAX
}

export function samePlace(a: Place | null, b: Place | null): boolean {
  if (a === null || b === null) return a === b
  return sameSpot(a, b) && (a.was === null || b.was === null ? a.was === b.was : sameSpot(a.was, b.was))
}

function sameSpot(a: Place | Spot, b: Place | Spot): boolean {
  return a.host === b.host && a.x === b.x && a.y === b.y && a.facing === b.facing
}

/** In limbo only `was` matters, so a place there needs no coordinates. */
function parseLimbo(raw: object): Place {
  const x = ownValue(raw, 'x')
  const y = ownValue(raw, 'y')
  const was = ownValue(raw, 'was')
  return {
    host: 'limbo',
    x: isCoordinate(x) ? x + 0 : 0,
    y: isCoordinate(y) ? y + 0 : 0,
    facing: parseFacing(ownValue(raw, 'facing')),
    was: isPlain(was) ? parseSpot(was) : null,
  }
}

function parseSpot(raw: object): Spot | null {
  const host = parseArtifactId(ownValue(raw, 'host'))
  const x = ownValue(raw, 'x')
  const y = ownValue(raw, 'y')
  if (host === null || !isCoordinate(x) || !isCoordinate(y)) return null
  // `+ 0` makes one zero of the two that there are.
  return { host, x: x + 0, y: y + 0, facing: parseFacing(ownValue(raw, 'facing')) }
}

function parseFacing(raw: unknown): Facing {
  return raw === 'up' || raw === 'left' || raw === 'right' ? raw : 'down'
}

/** Which way one looks who goes from here by this much: along the longer axis. */
export function facingOf(dx: number, dy: number): Facing {
  if (Math.abs(dx) >= Math.abs(dy)) return dx < 0 ? 'left' : 'right'
  return dy < 0 ? 'up' : 'down'
}

/** The value that replaces a place: unknown keys are kept, keys of limbo (`was`, `since`) are not. */
export function replaced(raw: unknown, next: object): object {
  const {
    was: _was,
    since: _since,
    ...kept
  }: { was?: unknown; since?: unknown } = isPlain(raw) ? { ...raw } : {}
  return { ...kept, ...next }
}

/**
 * Own keys alone: decoding a value with the key `__proto__` sets the value's prototype, and encoding it drops
 * that, so a reader that followed it would see another place than its neighbour.
 */
export function ownValue(raw: object, key: string): unknown {
  return Object.hasOwn(raw, key) ? Reflect.get(raw, key) : undefined
}
