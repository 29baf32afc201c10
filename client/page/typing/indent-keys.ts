// Tab and Shift+Tab move an item of a list in and out, with everything under it, and code by two blanks.
// Anywhere else Tab goes on to the element after the page, as it does after Escape.
import { indentLess, indentMore } from '@codemirror/commands'
import { ensureSyntaxTree } from '@codemirror/language'
import type { ChangeSpec, EditorState, Extension, Line, TransactionSpec } from '@codemirror/state'
import { keymap, type EditorView } from '@codemirror/view'
import type { SyntaxNode } from '../../../shared/page/page-parser.ts'
import { nodeAround } from '../rendering/syntax-at.ts'

export const indentKeys: Extension = keymap.of([
  { key: 'Tab', run: (view) => indent(view, 'in'), shift: (view) => indent(view, 'out') },
])

type IndentWay = 'in' | 'out'

function indent(view: EditorView, way: IndentWay): boolean {
  const { state } = view
  const { main } = state.selection
  if (nodeAt(state, main.from, 'FencedCode')) return indentCode(view, way)
  const items = itemsIn(state)
  if (items.length === 0) return false
  const moved = items.flatMap((item) => moves(state, item, way))
  if (moved.length > 0) view.dispatch(renumbered(state, moved))
  return true
}

function indentCode(view: EditorView, way: IndentWay): boolean {
  const { main } = view.state.selection
  if (way === 'out') return indentLess(view) || true
  if (!main.empty) return indentMore(view)
  view.dispatch(view.state.replaceSelection('  '), { userEvent: 'input', scrollIntoView: true })
  return true
}

/** The node of a name that a place is in, or at the edge of; the innermost one. */
const nodeAt = (state: EditorState, at: number, name: string): SyntaxNode | null =>
  nodeAround(state, at, -1, name) ?? nodeAround(state, at, 1, name)

/** The items of the selected lines; of an item and those under it, only the item. */
function itemsIn(state: EditorState): readonly SyntaxNode[] {
  const { from, to } = state.selection.main
  const items: SyntaxNode[] = []
  for (let at = state.doc.lineAt(from); ; at = state.doc.line(at.number + 1)) {
    const item = nodeAt(state, at.to, 'ListItem')
    const isUnder = item !== null && items.some((other) => other.from <= item.from && other.to >= item.to)
    if (item && !isUnder) items.push(item)
    if (at.to >= to || at.number === state.doc.lines) return items
  }
}

function moves(state: EditorState, item: SyntaxNode, way: IndentWay): ChangeSpec[] {
  const { doc } = state
  const here = columnOf(state, item)
  const above = way === 'in' ? itemBefore(item) : item.parent?.parent
  if (above?.name !== 'ListItem') return []
  const by = way === 'in' ? wordsColumn(state, above) - here : here - columnOf(state, above)
  const changes: ChangeSpec[] = []
  for (let line = doc.lineAt(item.from); ; line = doc.line(line.number + 1)) {
    const at = line.from + quotedUpTo(line)
    const blanks = /^ */.exec(line.text.slice(at - line.from))?.[0].length ?? 0
    if (way === 'out') changes.push({ from: at, to: at + Math.min(by, blanks) })
    else if (at < line.to) changes.push({ from: at, insert: ' '.repeat(by) })
    if (line.to >= item.to) return changes
  }
}

/** The one above it in the same list: in a quotation its signs stand between them. */
function itemBefore(item: SyntaxNode): SyntaxNode | null {
  let before = item.prevSibling
  while (before && before.name !== 'ListItem') before = before.prevSibling
  return before
}

/** Where an item stands, in letters from the start of its line. */
const columnOf = ({ doc }: EditorState, { from }: SyntaxNode): number => from - doc.lineAt(from).from

/** Where the words of an item begin: lines under it begin there, too. */
function wordsColumn(state: EditorState, item: SyntaxNode): number {
  const sign = item.getChild('ListMark')
  return columnOf(state, item) + (sign ? sign.to - sign.from : 1) + 1
}

/** How many letters of a line are signs of quotations around it. */
const quotedUpTo = ({ text }: Line): number => /^(?: {0,3}> ?)*/.exec(text)?.[0].length ?? 0

/**
 * How long the list may take to be read again, in ms; numbers that are not counted anew are wrong, but no
 * more than that.
 */
const PARSE_MS = 20
/** So far below the cursor, in letters, items are counted. */
const COUNTED = 10_000

/** The change, with the items of numbered lists around it counted anew. */
function renumbered(state: EditorState, moved: ChangeSpec[]): TransactionSpec {
  const first = state.update({ changes: moved })
  const next = first.state
  const { main } = next.selection
  const tree = ensureSyntaxTree(next, Math.min(next.doc.length, main.to + COUNTED), PARSE_MS)
  const lists = new Map<number, SyntaxNode>()
  for (let node: SyntaxNode | null | undefined = tree?.resolveInner(main.head, -1); node; node = node.parent)
    if (node.name === 'OrderedList') lists.set(node.from, node)
  // The lines under it are another list now.
  tree?.iterate({
    from: next.doc.lineAt(main.from).from,
    to: next.doc.line(Math.min(next.doc.lines, next.doc.lineAt(main.to).number + 1)).to,
    enter: ({ name, node }) => void (name === 'OrderedList' && lists.set(node.from, node)),
  })
  const numbers = [...lists.values()].flatMap((list) => countedAnew(next, list))
  const changes = first.changes.compose(next.changes(numbers))
  return { changes, userEvent: 'input.indent', scrollIntoView: true }
}

function countedAnew({ doc }: EditorState, list: SyntaxNode): ChangeSpec[] {
  const signs = list.getChildren('ListItem').flatMap((item) => item.getChild('ListMark') ?? [])
  const [first] = signs
  if (!first) return []
  const numberOf = ({ from, to }: SyntaxNode): number => Number.parseInt(doc.sliceString(from, to), 10)
  // An item that was moved in begins a list of its own.
  const start = list.parent?.name === 'ListItem' ? 1 : numberOf(first)
  return signs.flatMap((sign, at) =>
    numberOf(sign) === start + at ? [] : { from: sign.from, to: sign.to - 1, insert: String(start + at) },
  )
}
