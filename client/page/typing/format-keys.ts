// Ctrl+B and Ctrl+I make words bold or slanted, or take that back. Pressed before and behind what one types,
// they begin and end it. An address pasted over words makes them a link.
import { syntaxTree } from '@codemirror/language'
import { EditorSelection, type EditorState, type Extension, type SelectionRange } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { written } from '../../markdown/written-address.ts'
import type { PageNode } from '../rendering/setting-sheet.ts'

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
  // Code has no bold letters, and no other meaning for these keys.
  if (isIn(state, state.selection.main, 'FencedCode')) return true
  const change = state.changeByRange((range) => {
    const node = isIn(state, range, name)
    const ended = range.empty ? endedAt(state, range.head, node, sign) : null
    return ended ?? (node ? bare(node, range, sign) : wrapped(state, range, sign))
  })
  view.dispatch(change, { userEvent: 'input', scrollIntoView: true })
  return true
}

/** The node of a name that a range is in. */
function isIn(state: EditorState, { from, to }: SelectionRange, name: string): PageNode | null {
  for (const side of [1, -1] as const) {
    let node: PageNode | null = syntaxTree(state).resolveInner(from, side)
    for (; node; node = node.parent) if (node.name === name && node.from <= from && node.to >= to) return node
  }
  return null
}

type ChangedRange = ReturnType<Parameters<EditorState['changeByRange']>[0]>

/**
 * At the end of bold text it leaves that; right behind it, it goes on. If nothing was typed, its signs go
 * again.
 */
function endedAt(state: EditorState, head: number, node: PageNode | null, sign: string): ChangedRange | null {
  const { length } = sign
  // Of the three stars behind what is bold and slanted either can be the first to end.
  if (node && head < node.to && /^\*+$/.test(state.sliceDoc(head, node.to)))
    return { range: EditorSelection.cursor(head + length) }
  if (node && head === node.to) return { range: EditorSelection.cursor(node.to - length) }
  const line = state.doc.lineAt(head)
  const before = line.text.slice(0, head - line.from)
  const after = line.text.slice(head - line.from)
  if (node || signsIn(after, /^\*+/, sign) === 0) return null
  if (signsIn(before, /\*+$/, sign) > 0)
    return {
      changes: { from: head - length, to: head + length },
      range: EditorSelection.cursor(head - length),
    }
  // Blanks that were typed before the end would keep it from being one.
  const blanks = /\s+$/.exec(before)?.[0] ?? ''
  if (blanks === '' || !before.includes(sign)) return null
  const from = head - blanks.length
  return {
    changes: { from, to: head + length, insert: `${sign}${blanks}` },
    range: EditorSelection.cursor(head + length),
  }
}

/** How many of the stars that stand there are this sign's: of three, one leans and two press. */
function signsIn(text: string, stars: RegExp, { length }: string): number {
  const count = stars.exec(text)?.[0].length ?? 0
  return length === 1 ? count % 2 : Math.floor(count / 2)
}

function bare({ from, to }: PageNode, range: SelectionRange, { length }: string): ChangedRange {
  const at = (place: number): number => Math.max(from, Math.min(place - length, to - 2 * length))
  return {
    changes: [
      { from, to: from + length },
      { from: to - length, to },
    ],
    range: EditorSelection.range(at(range.anchor), at(range.head)),
  }
}

/**
 * Around what is chosen, without the blanks at its ends; around the word of the cursor; or around nothing
 * yet.
 */
function wrapped(state: EditorState, range: SelectionRange, sign: string): ChangedRange {
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
