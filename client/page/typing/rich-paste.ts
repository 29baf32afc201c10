// Rich text from a web page or a text program is pasted, or dropped, as Markdown, and rows of a spreadsheet
// as a table. In code it is pasted as it is, and Ctrl+Shift+V pastes words alone, as in any program.
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { isClipText } from '../../../shared/world/clipboard/clip-text.ts'
import { nodeAround } from '../rendering/syntax-at.ts'
import { tableFrom } from '../../../shared/page/delimited-table.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import { readPastedWords } from '../../world/clipboard/pasted-words.ts'
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
        // The words first: one undo gives them back, to whom they were none.
        if (table !== null) put(view, around(), table, put(view, around(), plain))
        return table !== null
      }
      event.preventDefault()
      void putWithLooks(view, around(), html, plain)
      return true
    },
    drop: (event, view) => dropLooks(event, view, around()),
  })

/** From another program: what is moved within a page has no looks beside its words. */
function dropLooks(event: DragEvent, view: EditorView, around: PageContext): boolean {
  const html = event.dataTransfer?.getData('text/html') ?? ''
  const plain = event.dataTransfer?.getData('text/plain') ?? ''
  const at = view.posAtCoords({ x: event.clientX, y: event.clientY }, false)
  if (html === '' || plain === '' || view.state.readOnly || isInCode(view, at)) return false
  event.preventDefault()
  view.dispatch({ selection: { anchor: at } })
  view.focus()
  void putWithLooks(view, around, html, plain)
  return true
}

async function putWithLooks(
  view: EditorView,
  around: PageContext,
  html: string,
  plain: string,
): Promise<void> {
  put(view, around, await readPastedWords(html, plain))
}

/** In code, and in a table, which has no room for lines. */
const isInCode = ({ state }: EditorView, at = state.selection.main.from): boolean =>
  nodeAround(state, at, -1, 'FencedCode', 'InlineCode', 'Table') !== null

const LIST = /^(?:[-*+]|\d+\.) /
const EMPTY_ITEM = /^(?:[-*+]|\d+[.)])[ \t]+$/

/**
 * As a step of its own, in place of what is selected or of a range. A paste of more than a line stands apart
 * from the words around it. Answers where it is.
 */
function put(view: EditorView, { world }: PageContext, text: string, range?: PageRange): PageRange {
  const { state } = view
  const { from, to } = range ?? state.selection.main
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
  return { from: start, to: start + insert.length }
}
