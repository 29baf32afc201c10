// Where the lines of a page are on its floor, as it is drawn: reading begins where the floor
// was, things are at their places, and the floor follows the reading.
import { afterDrawing } from '../browser/later.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { floorPage } from '../world/floor-page.ts'

/** A line on the grid of the page, in pixels, where nobody has set it yet. */
const LINE = 30

/**
 * Where a line of the shown page stands, from 1, in pixels of the floor; the one after the last: where the
 * text ends.
 */
export function topsOn(viewport: Viewport): (line: number) => number {
  const page = floorPage(viewport)
  return (line) => page?.borderAt(line).y ?? line * LINE
}

/** Below the edge of the window by so many pixels a line counts as the first that is seen. */
const EDGE = 8

/** The line at the top of the visible floor; null: the page has not been scrolled. */
export function lineInSight(viewport: Viewport): number | null {
  const page = floorPage(viewport)
  const { window } = viewport
  if (!page || !window || window.scrollTop === 0) return null
  return page.borderNear(window.getBoundingClientRect().top + EDGE).line
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
