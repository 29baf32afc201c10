// Where things go when several are put in line: to a common edge or middle, at equal distances, or to one
// size. They stay within the box around them all, or around where they were.
import { around, type Box } from '../geometry/box.ts'
import type { Axis } from '../geometry/snap-lines.ts'

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom'

/** Boxes in the same order, each where it goes. */
export function aligned<B extends Box>(boxes: readonly B[], to: Alignment): B[] {
  const all = around(boxes)
  if (!all) return []
  return boxes.map((box) => ({ ...box, ...cornerOf(box, all, to) }))
}

function cornerOf(box: Box, all: Box, to: Alignment): Partial<Box> {
  switch (to) {
    case 'left':
      return { x: all.x }
    case 'centre':
      return { x: Math.round(all.x + (all.width - box.width) / 2) }
    case 'right':
      return { x: all.x + all.width - box.width }
    case 'top':
      return { y: all.y }
    case 'middle':
      return { y: Math.round(all.y + (all.height - box.height) / 2) }
    case 'bottom':
      return { y: all.y + all.height - box.height }
  }
}

/** With the same gap between neighbours along an axis; the first and the last stay where they are. */
export function distributed<B extends Box>(boxes: readonly B[], axis: Axis): B[] {
  const side = axis === 'x' ? 'width' : 'height'
  const inTurn = boxes
    .map((box, at) => ({ box, at }))
    .toSorted((a, b) => a.box[axis] + a.box[side] / 2 - (b.box[axis] + b.box[side] / 2) || a.at - b.at)
  const [first, last] = [inTurn[0]?.box, inTurn.at(-1)?.box]
  if (!first || !last) return []
  const room = last[axis] + last[side] - first[axis]
  const taken = boxes.reduce((sum, box) => sum + box[side], 0)
  const gap = inTurn.length < 2 ? 0 : (room - taken) / (inTurn.length - 1)
  const to: B[] = [...boxes]
  let at = first[axis]
  for (const turn of inTurn) {
    const isEnd = turn.box === first || turn.box === last
    to[turn.at] = isEnd ? turn.box : { ...turn.box, [axis]: Math.round(at) }
    at += turn.box[side] + gap
  }
  return to
}

/** As large as one of them, each standing on the middle of its lower edge as before. */
export function sameSize<B extends Box>(
  boxes: readonly B[],
  { width, height }: Pick<Box, 'width' | 'height'>,
): B[] {
  return boxes.map((box) => ({
    ...box,
    x: Math.round(box.x + (box.width - width) / 2),
    y: box.y + box.height - height,
    width,
    height,
  }))
}
