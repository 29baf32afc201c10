// Where things go whose file does not say it: beside the text of a floor that has some, else all over it, row
// by row, on nothing that stands there.
import { FLOOR_WIDTH, TEXT_WIDTH } from '../world/limits.ts'

/** In pixels of the floor. */
export interface LayoutBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface LayoutPoint {
  readonly x: number
  readonly y: number
}

/** How the next thing is placed that has this size. */
export type Spots = (size: { readonly width: number; readonly height: number }) => LayoutPoint

const MARGIN = (FLOOR_WIDTH - TEXT_WIDTH) / 2
/** From row to row, in pixels: a thing and its name. */
const ROW = 96
const TOP = 48
/** The middles of the columns, left to right. */
const BESIDE_TEXT = [MARGIN / 2, FLOOR_WIDTH - MARGIN / 2]
const ALL_OVER = [0, 1, 2, 3, 4, 5, 6].map((column) => MARGIN / 2 + column * 130)

interface LayoutFloor {
  /** The boxes that are there already. */
  readonly taken: Iterable<LayoutBox>
  readonly hasText: boolean
  /** Where the first row is, in pixels. */
  readonly from?: number
  /** Where the first of them goes, whatever is there. */
  readonly first?: LayoutPoint
}

/** Finds a free spot for one thing after the other. */
export function spotsOn({ taken, hasText, from = TOP, first }: LayoutFloor): Spots {
  const columns = hasText ? BESIDE_TEXT : ALL_OVER
  /** By row: the boxes that reach into it. */
  const rows = new Map<number, LayoutBox[]>()
  const rowOf = (y: number): number => Math.floor(y / ROW)
  let next = 0

  function take(box: LayoutBox): void {
    for (let row = rowOf(box.y); row <= rowOf(box.y + box.height); row += 1) {
      const inRow = rows.get(row)
      if (inRow) inRow.push(box)
      else rows.set(row, [box])
    }
  }
  function isFree(box: LayoutBox): boolean {
    for (let row = rowOf(box.y); row <= rowOf(box.y + box.height); row += 1) {
      if (rows.get(row)?.some((other) => touches(box, other))) return false
    }
    return true
  }

  for (const box of taken) take(box)
  let given = first ?? null
  return ({ width, height }) => {
    if (given !== null) {
      const spot = given
      given = null
      take({ ...spot, width, height })
      return spot
    }
    for (;;) {
      const middle = columns[next % columns.length] ?? 0
      const y = Math.round(from / 8) * 8 + Math.floor(next / columns.length) * ROW
      next += 1
      const box = { x: Math.max(0, Math.round(middle - width / 2)), y, width, height }
      if (!isFree(box)) continue
      take(box)
      return { x: box.x, y }
    }
  }
}

function touches(a: LayoutBox, b: LayoutBox): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
