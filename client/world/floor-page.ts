// A press on empty paper puts the caret there: into the line at its side, or below the text as far down as it
// was. Where the letters are too small to be written on a phone, the page opens in one column, at that place.
import type { Address } from '../../shared/world/address.ts'
import { openWriting } from './commands/overlay.ts'
import type { Point, Viewport } from './geometry/viewport.ts'
import { pageIn, type PageView } from './page-view.ts'

/** The page of the floor that is shown. */
export const floorPage = ({ paper }: Pick<Viewport, 'paper'>): PageView | null => pageIn(paper)

/** `at`: a spot of the screen. Beside the paper nothing happens, and null is returned. */
export function writeAt(viewport: Viewport, at: Point): PageView | null {
  const page = floorPage(viewport)
  const box = viewport.paper?.getBoundingClientRect()
  if (!page || !box || page.isReadOnly || at.x < box.left || at.x > box.right) return null
  if (!page.writeBelowTo(at.y)) page.select(page.placeNear(at))
  page.focus()
  return page
}

/** The height of the smallest letters that one writes with a finger, in px of the screen. */
const WRITTEN_MIN = 16

/** Opens the page in one column at the caret, if its letters are too small for a finger here. */
export function writeLarger(page: PageView, world: Address): void {
  if (!page.isReadOnly && page.hasFocus && page.letterSize < WRITTEN_MIN) openWriting(world)
}
