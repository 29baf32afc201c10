// Where the card of a place of a page is shown.
import type { EditorView } from '@codemirror/view'

/**
 * Where a card belongs: within the page, since what hangs over its edge counts as out of sight; on a small
 * screen where the text begins, so that the card has room.
 */
export function placeOf(
  view: EditorView,
  at: number,
): { left: number; right: number; top: number; bottom: number } {
  const page = view.contentDOM.getBoundingClientRect()
  const { left, top, bottom } = view.coordsAtPos(at, 1) ?? page
  const start = innerWidth > 720 ? Math.max(page.left + 1, Math.min(left, page.right - 1)) : page.left + 1
  return { left: start, right: start, top, bottom }
}
