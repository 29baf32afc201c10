// A click on empty paper puts the caret there: into the line at its side, or below the text as far down as it
// was.
import { EditorView } from '@codemirror/view'
import { addBlankLinesTo } from './blank-lines.ts'
import type { Point, Viewport } from './geometry/viewport.ts'

/** So far below a page, in lines, a click still leads. */
const LINES_MAX = 2_000

/** The editor of the page of the floor that is shown. */
export function floorEditor({ paper }: Pick<Viewport, 'paper'>): EditorView | null {
  const editor = paper?.querySelector<HTMLElement>('.cm-editor')
  return editor ? EditorView.findFromDOM(editor) : null
}

/** `at`: a spot of the screen. Beside the paper nothing happens. */
export function writeAt(viewport: Viewport, at: Point): void {
  const view = floorEditor(viewport)
  const box = viewport.paper?.getBoundingClientRect()
  if (!view || !box || view.state.readOnly || at.x < box.left || at.x > box.right) return
  const lines = linesBelow(view, at.y)
  if (lines > 0) addBlankLinesTo(view, Math.min(lines, LINES_MAX))
  else view.dispatch({ selection: { anchor: view.posAtCoords(at, false) }, userEvent: 'select.pointer' })
  view.focus()
}

/** How many lines below the last one of the page a height of the screen is; 0 beside the text. */
function linesBelow(view: EditorView, y: number): number {
  const end = view.documentTop + view.lineBlockAt(view.state.doc.length).bottom
  const height = parseFloat(getComputedStyle(view.contentDOM).lineHeight) * view.scaleY
  return Math.max(0, Math.ceil((y - end) / height))
}
