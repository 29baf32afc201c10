// Ctrl+B and Ctrl+I press words harder or lean on them, or take that back; an address pasted over words makes them a link.
import { syntaxTree } from '@codemirror/language'
import { EditorSelection, type EditorState, type Extension, type SelectionRange } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { written } from './links.ts'
import type { SyntaxNode } from './sheet.ts'

export const formatKeys: Extension = [
  keymap.of([
    { key: 'Mod-b', run: (view) => toggle(view, 'StrongEmphasis', '**'), preventDefault: true },
    { key: 'Mod-i', run: (view) => toggle(view, 'Emphasis', '*'), preventDefault: true },
  ]),
  EditorView.domEventHandlers({
    paste: (event, view) => pasteAddress(view, event.clipboardData?.getData('text/plain') ?? ''),
  }),
]

function toggle(view: EditorView, name: string, sign: string): boolean {
  const { state } = view
  if (isIn(state, state.selection.main, 'FencedCode')) return false
  const change = state.changeByRange((range) => {
    const node = isIn(state, range, name)
    return node ? bare(node, range, sign) : wrapped(state, range, sign)
  })
  view.dispatch(change, { userEvent: 'input', scrollIntoView: true })
  return true
}

/** The node of a name that a range is in. */
function isIn(state: EditorState, { from, to }: SelectionRange, name: string): SyntaxNode | null {
  for (const side of [1, -1] as const) {
    let node: SyntaxNode | null = syntaxTree(state).resolveInner(from, side)
    for (; node; node = node.parent) if (node.name === name && node.from <= from && node.to >= to) return node
  }
  return null
}

type Changed = ReturnType<Parameters<EditorState['changeByRange']>[0]>

function bare({ from, to }: SyntaxNode, range: SelectionRange, { length }: string): Changed {
  const at = (place: number): number => Math.max(from, Math.min(place - length, to - 2 * length))
  return {
    changes: [
      { from, to: from + length },
      { from: to - length, to },
    ],
    range: EditorSelection.range(at(range.anchor), at(range.head)),
  }
}

/** Around what is chosen, without the blanks at its ends; around the word of the cursor; or around nothing yet. */
function wrapped(state: EditorState, range: SelectionRange, sign: string): Changed {
  const word = range.empty ? (state.wordAt(range.head) ?? range) : range
  const text = state.sliceDoc(word.from, word.to)
  const from = word.from + (text.length - text.trimStart().length)
  const to = Math.max(from, word.from + text.trimEnd().length)
  const { length } = sign
  return {
    changes: [
      { from, insert: sign },
      { from: to, insert: sign },
    ],
    range: range.empty
      ? EditorSelection.cursor(range.head + length)
      : EditorSelection.range(from + length, to + length),
  }
}

function pasteAddress(view: EditorView, text: string): boolean {
  const { state } = view
  const { from, to } = state.selection.main
  const words = state.sliceDoc(from, to)
  const isAddress = /^https?:\/\/\S+$/.test(text.trim())
  if (!isAddress || words.trim() === '' || /[\n[\]]/.test(words) || state.selection.ranges.length > 1)
    return false
  if (isIn(state, state.selection.main, 'FencedCode') || isIn(state, state.selection.main, 'Link'))
    return false
  const insert = `[${words}](${written(text)})`
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    userEvent: 'input.paste',
  })
  return true
}
