// Where the lines of a floor's page are on the floor, by its editor's layout.
import type { EditorView } from '@codemirror/view'
import type { Border } from '../../world/page-view.ts'

/** The border above a line. */
export function borderAt(view: EditorView, line: number): Border {
  const { doc } = view.state
  const isEnd = line > doc.lines
  const block = view.lineBlockAt(doc.line(Math.min(line, doc.lines)).from)
  return { line, y: floorY(view, view.documentTop + (isEnd ? block.bottom : block.top)) }
}

/** The border nearest to a height of the screen. */
export function borderNear(view: EditorView, clientY: number): Border {
  const at = clientY - view.documentTop
  const block = view.lineBlockAtHeight(at)
  const { number } = view.state.doc.lineAt(block.from)
  return borderAt(view, at < (block.top + block.bottom) / 2 ? number : number + 1)
}

/** A height of the screen as one of the floor. */
function floorY(view: EditorView, clientY: number): number {
  const paper = view.dom.closest('.paper')
  return paper === null ? 0 : (clientY - paper.getBoundingClientRect().top) / view.scaleY
}
