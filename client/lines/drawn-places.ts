// Places of a page in its drawn lines, and back: the letters of a line are those of the page, but where an
// element stands in for some and says for how many.
import { caretSpotAt, type CaretSpot } from '../browser/caret-spot.ts'
import type { Point } from '../world/geometry/viewport.ts'
import type { PageView } from '../world/page-view.ts'

export type DrawnPlaces = ReturnType<typeof drawnPlaces>

/** The places in a page as long as its lines stay as they are. */
export function drawnPlaces(page: HTMLElement, text: string) {
  // Those of a page that is shown in a line are not its own. Of a long page only the first are there at once.
  const lines = [...page.querySelectorAll<HTMLElement>('.page-line')].filter(
    (line) => line.closest('.page-embed') === null,
  )
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const numbers = new Map(lines.map((line, number) => [line, number]))
  /** The place where a line begins, counted from 0. */
  const startOf = (line: number): number => starts[line] ?? text.length

  /** The line of a place, counted from 0. */
  function lineOf(place: number): number {
    const next = starts.findIndex((start) => start > place)
    return (next === -1 ? starts.length : next) - 1
  }

  /** Null: it is not in a line. */
  function placeIn(node: Node, offset: number): number | null {
    const element = node instanceof HTMLElement ? node : node.parentElement
    const line = element?.closest<HTMLElement>('.page-line:not(.page-embed .page-line)') ?? null
    const number = line === null ? undefined : numbers.get(line)
    return line === null || number === undefined
      ? null
      : startOf(number) + lettersBefore(line, { node, offset })
  }

  function spotOf(place: number): CaretSpot | null {
    const number = lineOf(place)
    const line = lines[number]
    return line ? spotIn(line, place - startOf(number)) : null
  }

  /** Null: it is not drawn. */
  function rangeOf(from: number, to: number): Range | null {
    const [start, end] = [spotOf(from), spotOf(to)]
    if (start === null || end === null) return null
    const range = document.createRange()
    range.setStart(start.node, start.offset)
    range.setEnd(end.node, end.offset)
    return range
  }

  /** The place of the letter at a spot of the screen; null: none is there. */
  function placeAt(point: Point): number | null {
    const spot = caretSpotAt(point)
    return spot && page.contains(spot.node) ? placeIn(spot.node, spot.offset) : null
  }

  return { page, lines, startOf, lineOf, placeIn, rangeOf, placeAt }
}

const countIn = (piece: Node): number =>
  piece instanceof HTMLElement ? Number(piece.dataset['letters']) : (piece.nodeValue?.length ?? 0)

/** The letters of a line, and what stands in for some of them, in order. */
function* piecesOf(line: Element): Iterable<Node> {
  const isStandIn = (node: Node): boolean => node instanceof HTMLElement && 'letters' in node.dataset
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
    node.parentElement?.closest('[data-letters]') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  )
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    if (node instanceof Text || isStandIn(node)) yield node
}

function lettersBefore(line: Element, { node, offset }: CaretSpot): number {
  const isText = node instanceof Text
  const end = isText ? node : (node.childNodes[offset] ?? null)
  let letters = 0
  for (const piece of piecesOf(line)) {
    if (isText && piece === node) return letters + offset
    const isBefore =
      end === null
        ? (node.compareDocumentPosition(piece) &
            (Node.DOCUMENT_POSITION_PRECEDING | Node.DOCUMENT_POSITION_CONTAINED_BY)) !==
          0
        : (end.compareDocumentPosition(piece) & Node.DOCUMENT_POSITION_PRECEDING) !== 0
    if (!isBefore || piece.contains(node)) return letters
    letters += countIn(piece)
  }
  return letters
}

function spotIn(line: Element, letters: number): CaretSpot {
  let left = letters
  for (const piece of piecesOf(line)) {
    const count = countIn(piece)
    if (piece instanceof Text && left <= count) return { node: piece, offset: left }
    if (piece instanceof HTMLElement && left < count) return beside(piece)
    left -= count
  }
  return { node: line, offset: line.childNodes.length }
}

/** Before an element. */
const beside = (element: HTMLElement): CaretSpot => ({
  node: element.parentElement ?? element,
  offset: [...(element.parentElement?.childNodes ?? [])].indexOf(element),
})

/** How large an element of the floor is on the screen. */
export const scaleOf = (element: HTMLElement): number =>
  element.offsetWidth > 0 ? element.getBoundingClientRect().width / element.offsetWidth : 1

/** The line at a height of the screen, counted from 0; else the one nearest to it. */
export function lineNear(lines: readonly HTMLElement[], y: number): number {
  const below = lines.findIndex((line) => line.getBoundingClientRect().bottom > y)
  return below === -1 ? Math.max(0, lines.length - 1) : below
}

/** What is selected in the lines; null: nothing of them. */
export function selectedIn({ placeIn }: DrawnPlaces): ReturnType<PageView['selection']> | null {
  const selection = getSelection()
  const { anchorNode, focusNode } = selection ?? {}
  if (!selection || !anchorNode || !focusNode) return null
  const [anchor, head] = [
    placeIn(anchorNode, selection.anchorOffset),
    placeIn(focusNode, selection.focusOffset),
  ]
  if (anchor === null || head === null) return null
  return { from: Math.min(anchor, head), to: Math.max(anchor, head), head }
}
