// Which letter of the document is at a point of the screen, as the browser itself finds it: it knows wrapped
// lines, mixed directions and whatever scales them.

/** A spot in the document, as ranges have them. */
export interface CaretSpot {
  readonly node: Node
  readonly offset: number
}

/** A point of the screen, in its pixels. */
interface ScreenPoint {
  readonly x: number
  readonly y: number
}

/** Null: no letter is there. */
export function caretSpotAt({ x, y }: ScreenPoint): CaretSpot | null {
  if ('caretPositionFromPoint' in document) {
    const position = document.caretPositionFromPoint(x, y)
    return position && { node: position.offsetNode, offset: position.offset }
  }
  // Safari has the older of the two.
  const range = (document as Document).caretRangeFromPoint(x, y)
  return range && { node: range.startContainer, offset: range.startOffset }
}

/** The spot in an element's words that is nearest to a point, line first; null: it shows no words. */
export function nearestCaretSpot(element: Element, { x, y }: ScreenPoint): CaretSpot | null {
  const words = document.createRange()
  words.selectNodeContents(element)
  const outside = (at: number, from: number, to: number): number => Math.max(from - at, at - to, 0)
  const [nearest] = [...words.getClientRects()]
    .filter(({ width }) => width > 0)
    .map((box) => ({ box, down: outside(y, box.top, box.bottom), aside: outside(x, box.left, box.right) }))
    .toSorted((a, b) => a.down - b.down || a.aside - b.aside)
  if (!nearest) return null
  const { left, right, top, bottom } = nearest.box
  const clamp = (at: number, from: number, to: number): number => Math.max(from, Math.min(at, to))
  const edge = Math.min(0.5, (right - left) / 4)
  const spot = caretSpotAt({
    x: clamp(x, left + edge, right - edge),
    y: clamp(y, top + 1, bottom - 1),
  })
  return spot && element.contains(spot.node) ? spot : null
}
