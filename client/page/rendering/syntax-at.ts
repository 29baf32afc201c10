// The syntax that a place of a page is in.
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import type { PageTree, SyntaxNode } from '../../../shared/page/page-parser.ts'

/** So long, in ms, an edit waits until a page is read to its end: just opened, on a slow phone. */
const READING_MS = 50

/** The tree of a page, as far as it could be read. */
export const treeOf = (state: EditorState): PageTree =>
  ensureSyntaxTree(state, state.doc.length, READING_MS) ?? syntaxTree(state)

/** Whether what is typed at a place is words: not code, and not an address. */
export const isProse = (state: EditorState, at: number): boolean =>
  !/Code|URL|HTML|Autolink/.test(treeOf(state).resolveInner(at, -1).name)

/** The innermost node of some names around a place; `side`: of a place between two, which of them counts. */
export function nodeAround(
  state: EditorState,
  at: number,
  side: -1 | 1,
  ...names: readonly string[]
): SyntaxNode | null {
  let node: SyntaxNode | null = treeOf(state).resolveInner(at, side)
  while (node && !names.includes(node.name)) node = node.parent
  return node
}

/** Where the code begins, between the fences of a `js` block, that a place is in; null when it is in none. */
export function codeFrom(state: EditorState, at: number): number | null {
  const fence = nodeAround(state, at, -1, 'FencedCode')
  const info = fence?.getChild('CodeInfo')
  if (!fence || !info || !/^(?:js|javascript)\b/.test(state.sliceDoc(info.from, info.to))) return null
  const { to } = state.doc.lineAt(fence.from)
  return at > to ? to + 1 : null
}
