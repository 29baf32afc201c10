// Where the lines of a page are on its floor, by the layout of its editor: reading begins where the floor
// was, things are at their places, and the floor follows the reading.
import { EditorView } from '@codemirror/view'
import { afterDrawing } from '../world/geometry/window-spot.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { borderAt, borderNear } from '../world/geometry/line-borders.ts'

/** The editor of the floor's page; null while there is none. */
const editorOn = ({ paper }: Viewport): EditorView | null => (paper ? EditorView.findFromDOM(paper) : null)

/** A line on the grid of the page, in pixels, where nobody has set it yet. */
const LINE = 30

/**
 * Where a line of the shown page stands, from 1, in pixels of the floor; the one after the last: where the
 * text ends.
 */
export function topsOn(viewport: Viewport): (line: number) => number {
  const editor = editorOn(viewport)
  return (line) => (editor ? borderAt(editor, line).y : line * LINE)
}

/** Below the edge of the window by so many pixels a line counts as the first that is seen. */
const EDGE = 8

/** The line at the top of the visible floor; null: the page has not been scrolled. */
export function lineInSight(viewport: Viewport): number | null {
  const editor = editorOn(viewport)
  const { window } = viewport
  if (!editor || !window || window.scrollTop === 0) return null
  return borderNear(editor, window.getBoundingClientRect().top + EDGE).line
}

/**
 * Scrolls the floor until a line is at its visible top: again when the new part is drawn, since the editor
 * only guesses the height of lines that it has not drawn yet.
 */
export function bringLine(viewport: Viewport, line: number): void {
  scrollTo(viewport, line)
  afterDrawing(() => {
    scrollTo(viewport, line)
    afterDrawing(() => scrollTo(viewport, line))
  })
}

function scrollTo(viewport: Viewport, line: number): void {
  const { top } = viewport.seen()
  const far = (topsOn(viewport)(line) - top) * viewport.scale() - EDGE
  viewport.window?.scrollBy({ top: far, behavior: 'instant' })
}
