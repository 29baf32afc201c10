// The syntax that a place of a page is in.
import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import type { SyntaxNode } from '../../../shared/page/page-parser.ts'

/** The innermost node of some names around a place; `side`: of a place between two, which of them counts. */
export function nodeAround(
  state: EditorState,
  at: number,
  side: -1 | 1,
  ...names: readonly string[]
): SyntaxNode | null {
  let node: SyntaxNode | null = syntaxTree(state).resolveInner(at, side)
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
