// A way round the obstacles on a floor, for a person who presses a spot and expects to get there: straight
// legs from corner to corner. Only standing things are looked at; each leg is walked, and judged, like any
// other.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import { FLOOR_WIDTH } from '../../world/limits.ts'
import { createDueQueue } from '../documents/due-queue.ts'
import { walkPath } from './straight-path.ts'
import { gapBetween, overlaps, type Rect } from './rect.ts'
import { freeSpot } from './nearest-free-spot.ts'
import type { Space, XY } from './floor-space.ts'

/** So far above and below the two ends a way is looked for, in pixels: about the visible part of a floor. */
const REACH = 640
/**
 * Among more obstacles only those nearest to the straight way are gone round: so the search is over in a few
 * ms on any floor.
 */
const OBSTACLES_MAX = 64
/** A way with more corners is none that somebody would go; it also bounds how often legs are tried. */
const CORNERS_MAX = 40

/** Where a walker's own corner may not be, for one thing that is in the way. */
interface BlockedArea {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface WaySearch {
  readonly space: Space
  readonly thing: ThingData
  readonly to: XY
}

/**
 * The ends of the legs that lead `thing`, from where it stands, to a spot: to the free one nearest to it if
 * it is taken, or as near to it as one gets. At least one leg, whose end may be where it stands.
 */
export function routeTo(space: Space, thing: ThingData, to: XY, now: number): readonly XY[] {
  const from = { x: thing.x, y: thing.y }
  const straight = endOf(space, thing, from, to)
  if (isSame(straight, to) || thing.host === null || thing.host === 'limbo') return [to]
  const goal = freeSpot(space, { ...thing, passable: false }, thing.host, to, now) ?? to
  if (isSame(endOf(space, thing, from, goal), goal)) return [goal]
  const way = turningTo({ space, thing, to: goal })
  const legs = way && pulled(space, thing, way)
  // Nothing nearer than where one gets by going straight: then one does that.
  const last = legs?.at(-1)
  return legs && last && far(last, goal) < far(straight, goal) ? legs : [to]
}

/** How long the way to a spot is, in pixels; null: one does not get there. */
export function routeLength(space: Space, thing: ThingData, to: XY, now: number): number | null {
  const way: readonly XY[] = [thing, ...routeTo(space, thing, to, now)]
  const last = way.at(-2)
  if (!isSame(way.at(-1) ?? thing, to) || (last && !isSame(endOf(space, thing, last, to), to))) return null
  return way.reduce((sum, spot, at) => sum + far(way[at - 1] ?? spot, spot), 0)
}

/** How far a straight leg gets among what stands. At no speed is anybody met who walks: none takes time. */
export function endOf(space: Space, thing: ThingData, from: XY, to: XY): XY {
  const { toX: x, toY: y } = walkPath(space, { ...thing, ...from, walk: null }, to, 0, Infinity)
  return { x, y }
}

/** The lines on which a way can turn: those along the sides of obstacles, and those of its two ends. */
interface Lines {
  readonly xs: readonly number[]
  readonly ys: readonly number[]
}

/**
 * The shortest way along the sides of obstacles, to the goal or as near as one gets, by its turns; null:
 * there is none.
 */
function turningTo(search: WaySearch): readonly XY[] | null {
  const { thing, to } = search
  const top = Math.max(0, Math.min(thing.y, to.y) - REACH)
  const bottom = Math.max(thing.y, to.y) + REACH
  const blocks = blocksIn(search, { top, bottom })
  const lines = {
    xs: sorted([thing.x, to.x, ...blocks.flatMap(({ left, right }) => [left, right])], {
      min: Math.min(0, thing.x),
      max: Math.max(FLOOR_WIDTH - thing.width, thing.x),
    }),
    ys: sorted([thing.y, to.y, ...blocks.flatMap((block) => [block.top, block.bottom])], {
      min: Math.min(top, thing.y),
      max: bottom,
    }),
  }
  return turnsOf(shortest(lines, blocks, thing, to), blocks)
}

function sorted(values: readonly number[], { min, max }: { min: number; max: number }): readonly number[] {
  return [...new Set(values)].filter((value) => value >= min && value <= max).toSorted((a, b) => a - b)
}

/** The things around the way that stop a walker; those that one stands in already do not. */
function blocksIn(
  { space, thing, to }: WaySearch,
  { top, bottom }: { top: number; bottom: number },
): readonly BlockedArea[] {
  const { host, width, height } = thing
  if (host === null || host === 'limbo') return []
  const around = { x: 0, y: top, width: FLOOR_WIDTH, height: bottom - top + height }
  const direct = boxOf(thing, to)
  return [...space.still(host, around)]
    .filter((other) => !other.passable && other.id !== thing.id && !overlaps(other, thing))
    .map((other) => ({ other, gap: gapBetween(direct, other) }))
    .toSorted((a, b) => a.gap - b.gap || (a.other.id < b.other.id ? -1 : 1))
    .slice(0, OBSTACLES_MAX)
    .map(({ other }) => ({
      left: Math.floor(other.x) - width,
      right: Math.ceil(other.x + other.width),
      top: Math.floor(other.y) - height,
      bottom: Math.ceil(other.y + other.height),
    }))
}

function boxOf({ x, y, width, height }: Rect, to: XY): Rect {
  return {
    x: Math.min(x, to.x),
    y: Math.min(y, to.y),
    width: Math.abs(to.x - x) + width,
    height: Math.abs(to.y - y) + height,
  }
}

/** From crossing to crossing of the lines, the shortest first (A*). */
function shortest({ xs, ys }: Lines, blocks: readonly BlockedArea[], from: XY, to: XY): readonly XY[] {
  const columns = xs.length
  const spotAt = (at: number): XY => ({ x: xs[at % columns] ?? 0, y: ys[Math.floor(at / columns)] ?? 0 })
  const start = ys.indexOf(from.y) * columns + xs.indexOf(from.x)
  const { across, down } = closedBy(blocks, { xs, ys })
  const costs = new Map([[start, 0]])
  const cameFrom = new Map<number, number>()
  const settled = new Set<number>()
  const open = createDueQueue<number>()
  let nearest = start
  open.put(0, start)

  function reach(next: number, at: number, isClosed: boolean): void {
    if (isClosed || settled.has(next)) return
    const spot = spotAt(next)
    const cost = (costs.get(at) ?? 0) + along(spotAt(at), spot)
    if (cost >= (costs.get(next) ?? Infinity)) return
    costs.set(next, cost)
    cameFrom.set(next, at)
    open.put(cost + along(spot, to), next)
  }

  for (let due = open.take(Infinity); due !== null; due = open.take(Infinity)) {
    const at = due.item
    if (settled.has(at)) continue
    settled.add(at)
    if (far(spotAt(at), to) < far(spotAt(nearest), to)) nearest = at
    if (isSame(spotAt(at), to)) break
    const column = at % columns
    if (column + 1 < columns) reach(at + 1, at, across[at] === 1)
    if (column > 0) reach(at - 1, at, across[at - 1] === 1)
    if (at + columns < columns * ys.length) reach(at + columns, at, down[at] === 1)
    if (at >= columns) reach(at - columns, at, down[at - columns] === 1)
  }
  const back = [nearest]
  for (let at = cameFrom.get(nearest); at !== undefined; at = cameFrom.get(at)) back.push(at)
  return back.toReversed().map(spotAt)
}

/**
 * Which pieces of the lines lead through something: from a crossing to the one right of it, and to the one
 * below it.
 */
function closedBy(
  blocks: readonly BlockedArea[],
  { xs, ys }: Lines,
): { across: Uint8Array; down: Uint8Array } {
  const across = new Uint8Array(xs.length * ys.length)
  const down = new Uint8Array(xs.length * ys.length)
  for (const { left, right, top, bottom } of blocks) {
    for (const [row, y] of ys.entries()) {
      const nextY = ys[row + 1] ?? y
      if (y >= bottom || nextY <= top) continue
      for (const [column, x] of xs.entries()) {
        const nextX = xs[column + 1] ?? x
        if (x >= right || nextX <= left) continue
        const at = row * xs.length + column
        if (y > top) across[at] = 1
        if (x > left) down[at] = 1
      }
    }
  }
  return { across, down }
}

/**
 * Where a way may turn once it is pulled tight: at corners of obstacles, and where it turns now. Null: it
 * leads nowhere.
 */
function turnsOf(way: readonly XY[], blocks: readonly BlockedArea[]): readonly XY[] | null {
  const corners = new Set(
    blocks.flatMap(({ left, right, top, bottom }) =>
      [left, right].flatMap((x) => [`${x} ${top}`, `${x} ${bottom}`]),
    ),
  )
  const found = way.filter((spot, at) => {
    const [before, after] = [way[at - 1], way[at + 1]]
    if (before === undefined || after === undefined || corners.has(`${spot.x} ${spot.y}`)) return true
    return !(before.x === spot.x && spot.x === after.x) && !(before.y === spot.y && spot.y === after.y)
  })
  return found.length < 2 || found.length > CORNERS_MAX ? null : found
}

/**
 * As if it were a string that is pulled tight: the shortest way that leaves corners out. Null: one does not
 * get there.
 */
function pulled(space: Space, thing: ThingData, way: readonly XY[]): readonly XY[] | null {
  // From the end on: for each corner the way from there that is the shortest.
  const rest: ({ readonly legs: readonly XY[]; readonly length: number } | null)[] = way.map(() => null)
  rest[way.length - 1] = { legs: [], length: 0 }
  for (let at = way.length - 2; at >= 0; at -= 1) {
    const here = way[at]
    for (let next = way.length - 1; next > at; next -= 1) {
      const [spot, after, best] = [way[next], rest[next] ?? null, rest[at] ?? null]
      if (here === undefined || spot === undefined || after === null) continue
      const length = far(here, spot) + after.length
      if (best !== null && best.length <= length) continue
      if (isSame(endOf(space, thing, here, spot), spot)) rest[at] = { legs: [spot, ...after.legs], length }
    }
  }
  return rest[0]?.legs ?? null
}

export const isSame = (a: XY, b: XY): boolean => a.x === b.x && a.y === b.y
const far = (a: XY, b: XY): number => Math.hypot(a.x - b.x, a.y - b.y)
const along = (a: XY, b: XY): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y)
