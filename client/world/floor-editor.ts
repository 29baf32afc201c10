// A press on empty paper puts the caret there: into the line at its side, or below the text as far down as it
// was. Where the letters are too small to be written on a phone, the page opens in one column, at that place.
import { EditorView } from '@codemirror/view'
import type { Address } from '../../shared/world/address.ts'
import { addBlankLinesTo } from './blank-lines.ts'
import { openWriting } from './commands/overlay.ts'
import type { Point, Viewport } from './geometry/viewport.ts'

/** So far below a page, in lines, a click still leads. */
const LINES_MAX = 2_000

/** The editor of the page of the floor that is shown. */
export function floorEditor({ paper }: Pick<Viewport, 'paper'>): EditorView | null {
  const editor = paper?.querySelector<HTMLElement>('.cm-editor')
  return editor ? EditorView.findFromDOM(editor) : null
}

/** `at`: a spot of the screen. Beside the paper nothing happens, and null is returned. */
export function writeAt(viewport: Viewport, at: Point): EditorView | null {
  const view = floorEditor(viewport)
  const box = viewport.paper?.getBoundingClientRect()
  if (!view || !box || view.state.readOnly || at.x < box.left || at.x > box.right) return null
  const lines = linesBelow(view, at.y)
  if (lines > 0) addBlankLinesTo(view, Math.min(lines, LINES_MAX))
  else view.dispatch({ selection: { anchor: view.posAtCoords(at, false) }, userEvent: 'select.pointer' })
  view.focus()
  return view
}

/** The height of the smallest letters that one writes with a finger, in px of the screen. */
const WRITTEN_MIN = 16

/** Opens the page in one column at the caret, if its letters are too small for a finger here. */
export function writeLarger(view: EditorView, world: Address): void {
  const { state, scaleX, contentDOM } = view
  if (state.readOnly || !view.hasFocus) return
  const size = parseFloat(getComputedStyle(contentDOM).fontSize) * scaleX
  if (size < WRITTEN_MIN) openWriting(world)
}

/** How many lines below the last one of the page a height of the screen is; 0 beside the text. */
function linesBelow(view: EditorView, y: number): number {
  const end = view.documentTop + view.lineBlockAt(view.state.doc.length).bottom
  const height = parseFloat(getComputedStyle(view.contentDOM).lineHeight) * view.scaleY
  return Math.max(0, Math.ceil((y - end) / height))
}
