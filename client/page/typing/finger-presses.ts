// What a finger's press on a page does in its first moment, too, before the page's tools are there: the caret
// goes where the finger is, and a page whose letters are too small to be written opens in one column.
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { writeLarger } from '../../world/floor-page.ts'
import type { PageContext } from '../../world/link-targets.ts'
import { pageAround } from '../../world/page-view.ts'

export const fingerPresses = (around: () => PageContext): Extension =>
  EditorView.domEventHandlers({
    mouseup: (_event, view) => takePlace(view),
    click(event, view) {
      const isFinger = event instanceof PointerEvent && event.pointerType === 'touch'
      const page = isFinger && view.dom.closest('.paper') ? pageAround(view.dom) : null
      if (page) writeLarger(page, around().world.replica.address)
    },
  })

/**
 * A finger's press gives the focus first, and the editor hears of the place a moment later: any news in
 * between would put the cursor back to where it was.
 */
function takePlace(view: EditorView): false {
  const selection = getSelection()
  const node = selection?.anchorNode
  if (!selection?.isCollapsed || !node || !view.contentDOM.contains(node)) return false
  const at = view.posAtDOM(node, selection.anchorOffset)
  if (at !== view.state.selection.main.head && view.state.selection.main.empty)
    view.dispatch({ selection: { anchor: at }, userEvent: 'select.pointer' })
  return false
}
