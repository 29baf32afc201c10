// Sets words: bold, slanted, struck out, marked, code, or a link; or takes that back.
import { treeOf } from '../rendering/syntax-at.ts'
import {
  EditorSelection,
  type ChangeSpec,
  type EditorState,
  type Extension,
  type SelectionRange,
} from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import type { SyntaxNode } from '../../../shared/page/page-parser.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import { writeAddress } from '../../../shared/page/page-links.ts'
import { LINK_KEYS, WORD_FORMATS, type WordFormat } from './formats.ts'
import { signBefore } from './set-lines.ts'
import { editorKey } from '../tables/table-actions.ts'

type ChangedRange = ReturnType<Parameters<EditorState['changeByRange']>[0]>

export function toggleWords(view: EditorView, { node, sign }: WordFormat): boolean {
  const { state } = view
  // Code has no bold letters, and no other meaning for these keys.
  if (state.readOnly || isIn(state, state.selection.main, 'FencedCode')) return true
  const change = state.changeByRange((range) => {
    if (!range.empty) return toggleChosen(state, range, node, sign)
    const around = isIn(state, range, node)
    const ended = endedAt(state, range.head, around, sign)
    return ended ?? (around ? bare(around, range.head, sign) : wrapped(state, range.head, sign))
  })
  view.dispatch(change, { userEvent: 'input', scrollIntoView: true })
  return true
}

/** The node of a name that a range is in. */
export function isIn(state: EditorState, { from, to }: PageRange, name: string): SyntaxNode | null {
  const tree = treeOf(state)
  for (const side of [1, -1] as const)
    for (let node: SyntaxNode | null = tree.resolveInner(from, side); node; node = node.parent)
      if (node.name === name && node.from <= from && node.to >= to) return node
  return null
}

/** Whether all that is chosen is set so. */
export const isSetSo = (state: EditorState, { node }: WordFormat): boolean => {
  const pieces = chosenPieces(state, state.selection.main)
  return pieces.length > 0 && pieces.every((piece) => isIn(state, piece, node) !== null)
}

/** What is chosen, line by line, without the signs before a line and the blanks at either end. */
function chosenPieces(state: EditorState, { from, to }: PageRange): readonly PageRange[] {
  const pieces: PageRange[] = []
  for (let line = state.doc.lineAt(from); ; line = state.doc.line(line.number + 1)) {
    const start = Math.max(from, line.from + signBefore(line.text).end)
    const text = state.sliceDoc(start, Math.min(to, line.to))
    const end = start + text.trimEnd().length
    if (text.trim() !== '') pieces.push({ from: start + (text.length - text.trimStart().length), to: end })
    if (line.to >= to) return pieces
  }
}

/** Signs around each piece that has none yet; if each has them, they go. */
function toggleChosen(state: EditorState, range: SelectionRange, name: string, sign: string): ChangedRange {
  const pieces = chosenPieces(state, range)
  const set = pieces.map((piece) => isIn(state, piece, name))
  const nodes = new Map(set.flatMap((node) => (node === null ? [] : [[node.from, node] as const])))
  const changes = state.changes(
    set.includes(null)
      ? pieces.flatMap((piece, at) => (set[at] === null ? signed(piece, sign) : []))
      : [...nodes.values()].flatMap(signsOf),
  )
  const [first, last] = [pieces[0]?.from ?? range.from, pieces.at(-1)?.to ?? range.to]
  const [from, to] = [changes.mapPos(first, 1), changes.mapPos(last, -1)]
  const isForward = range.anchor <= range.head
  return { changes, range: isForward ? EditorSelection.range(from, to) : EditorSelection.range(to, from) }
}

/** A sign before it and one behind it. */
const signed = ({ from, to }: PageRange, insert: string): ChangeSpec[] => [
  { from, insert },
  { from: to, insert },
]

/** The signs at both ends of a node. */
const signsOf = ({ from, to, firstChild, lastChild }: SyntaxNode): PageRange[] => [
  { from, to: firstChild?.to ?? from },
  { from: lastChild?.from ?? to, to },
]

/**
 * At the end of bold text it leaves that; right behind it, it goes on. If nothing was typed, its signs go
 * again.
 */
function endedAt(
  state: EditorState,
  head: number,
  node: SyntaxNode | null,
  sign: string,
): ChangedRange | null {
  const { length } = sign
  const letter = sign.charAt(0)
  // Of the three stars behind what is bold and slanted either can be the first to end.
  if (node && head < node.to && runOf(state.sliceDoc(head, node.to), letter) === node.to - head)
    return { range: EditorSelection.cursor(head + length) }
  if (node && head === node.to) return { range: EditorSelection.cursor(node.to - length) }
  const line = state.doc.lineAt(head)
  const before = line.text.slice(0, head - line.from)
  const after = line.text.slice(head - line.from)
  if (node || !hasSign(runOf(after, letter), sign)) return null
  if (hasSign(runBefore(before, letter), sign))
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

/** How often a text begins with a letter. */
const runOf = (text: Iterable<string>, letter: string): number =>
  [...text, ''].findIndex((one) => one !== letter)

/** How often it ends with one. */
const runBefore = (text: string, letter: string): number => runOf(text.split('').toReversed(), letter)

/** Whether a run of its letter has a sign: of three stars, one leans and two press. */
const hasSign = (run: number, { length }: string): boolean => (length === 1 ? run % 2 === 1 : run >= length)

/** Without the signs around the cursor. */
function bare(node: SyntaxNode, head: number, { length }: string): ChangedRange {
  const at = Math.max(node.from, Math.min(head - length, node.to - 2 * length))
  return { changes: signsOf(node), range: EditorSelection.cursor(at) }
}

/** Around the word of the cursor, or around nothing yet. */
function wrapped(state: EditorState, head: number, sign: string): ChangedRange {
  const word = state.wordAt(head) ?? { from: head, to: head }
  return { changes: signed(word, sign), range: EditorSelection.cursor(head + sign.length) }
}

/** Makes a link of what is chosen, whose address is asked for by its card; or leaves the words of one. */
export function toggleLink(view: EditorView): boolean {
  const { state } = view
  const { main } = state.selection
  const link = isIn(state, main, 'Link')
  if (state.readOnly || isIn(state, main, 'FencedCode')) return true
  if (link) {
    const [open, close] = link.getChildren('LinkMark')
    if (open && close)
      view.dispatch({
        changes: [
          { from: link.from, to: open.to },
          { from: close.from, to: link.to },
        ],
        userEvent: 'input',
      })
    return true
  }
  const words = state.sliceDoc(main.from, main.to)
  if (/[\n[\]]/.test(words)) return true
  const insert = `[${words}](https://)`
  view.dispatch({
    changes: { from: main.from, to: main.to, insert },
    selection: { anchor: main.from + 1 + words.length },
    userEvent: 'input',
    scrollIntoView: true,
  })
  if (words === '') return true
  requestAnimationFrame(() => {
    const field = view.dom.querySelector<HTMLInputElement>('.page-card input')
    field?.focus()
    field?.select()
  })
  return true
}

/**
 * Pressed again, these keys take a setting back. Pressed before and behind what one types, they begin and end
 * it. An address pasted over words makes them a link.
 */
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
