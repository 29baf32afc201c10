// Rich text from a web page or a text program is pasted as Markdown, and rows of a spreadsheet as a table. In
// code it is pasted as it is, and Ctrl+Shift+V pastes words alone, as in any program.
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { isClipText } from '../../../shared/world/clipboard/clip-text.ts'
import { nodeAround } from '../rendering/syntax-at.ts'
import { tableFrom } from '../tables/table-typing.ts'
import type { PageContext } from '../../world/link-targets.ts'

export const richPaste = (around: () => PageContext): Extension =>
  EditorView.domEventHandlers({
    paste(event, view) {
      const html = event.clipboardData?.getData('text/html') ?? ''
      const plain = event.clipboardData?.getData('text/plain') ?? ''
      // Things that were copied are things again.
      if (plain === '' || view.state.readOnly || isClipText(plain) || isInCode(view)) return false
      if (html === '') {
        const table = tableFrom(plain)
        if (table !== null) put(view, around(), table)
        return table !== null
      }
      event.preventDefault()
      // Where its looks cannot be read, the words are pasted without them.
      void import('../../markdown/from-html.ts')
        .then(({ markdownFrom }) => markdownFrom(html, plain))
        .catch(() => null)
        .then((markdown) => put(view, around(), markdown ?? plain))
      return true
    },
  })

/** In code, and in a table, which has no room for lines. */
const isInCode = ({ state }: EditorView): boolean =>
  nodeAround(state, state.selection.main.from, -1, 'FencedCode', 'InlineCode', 'Table') !== null

const LIST = /^(?:[-*+]|\d+\.) /
const EMPTY_ITEM = /^(?:[-*+]|\d+[.)])[ \t]+$/

/** As a step of its own. A paste of more than a line stands apart from the words around it. */
function put(view: EditorView, { world }: PageContext, text: string): void {
  const { state } = view
  const { from, to } = state.selection.main
  const [first, last] = [state.doc.lineAt(from), state.doc.lineAt(to)]
  const isApart = text.includes('\n\n') || /^(?:#{1,6} |[-*+] |\d+\. |> |```|\|)/.test(text)
  const ahead = state.sliceDoc(first.from, from)
  // A list in an empty item takes its place.
  const start = LIST.test(text) && EMPTY_ITEM.test(ahead) ? first.from : from
  const before = isApart && start === from && ahead.trim() !== '' ? '\n\n' : ''
  const after = isApart && state.sliceDoc(to, last.to).trim() !== '' ? '\n\n' : ''
  const insert = `${before}${text.replace(/\r\n?/g, '\n')}${after}`
  world.undo.step()
  view.dispatch({
    changes: { from: start, to, insert },
    selection: { anchor: start + insert.length - after.length },
    userEvent: 'input.paste',
    scrollIntoView: true,
  })
  world.undo.step()
}
