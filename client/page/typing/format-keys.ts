// Keys that set words: bold, slanted, struck out, marked, code, or a link; pressed again, they take that
// back. Pressed before and behind what one types, they begin and end it. An address pasted over words makes
// them a link.
import type { Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { LINK_KEYS, WORD_FORMATS } from './formats.ts'
import { isIn, toggleLink, toggleWords } from './set-words.ts'
import { writeAddress } from '../../../shared/page/page-links.ts'

/** `Mod+Shift+X` as the editor writes it. */
const editorKey = (keys: string): string =>
  keys.replaceAll('+', '-').replace(/[A-Z]$/, (letter) => letter.toLowerCase())

export const formatKeys: Extension = [
  keymap.of([
    ...WORD_FORMATS.map((format) => ({
      key: editorKey(format.keys),
      run: (view: EditorView) => toggleWords(view, format),
      preventDefault: true,
    })),
    { key: editorKey(LINK_KEYS), run: toggleLink, preventDefault: true },
  ]),
  EditorView.domEventHandlers({
    paste: (event, view) => pasteAddress(view, event.clipboardData?.getData('text/plain') ?? ''),
  }),
]

function pasteAddress(view: EditorView, text: string): boolean {
  const { state } = view
  const { from, to } = state.selection.main
  const words = state.sliceDoc(from, to)
  const isAddress = /^https?:\/\/\S+$/.test(text.trim())
  if (!isAddress || words.trim() === '' || /[\n[\]]/.test(words) || state.selection.ranges.length > 1)
    return false
  if (isIn(state, state.selection.main, 'FencedCode') || isIn(state, state.selection.main, 'Link'))
    return false
  const insert = `[${words}](${writeAddress(text)})`
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    userEvent: 'input.paste',
  })
  return true
}
