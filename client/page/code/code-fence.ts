// Whether a place of a page is in its code.
import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'

/** True between the fences of a `js` block. */
export const isInCode = (state: EditorState, at: number): boolean => codeFrom(state, at) !== null

/** Where the code begins that a place is in; null when it is in none. */
export function codeFrom(state: EditorState, at: number): number | null {
  for (
    let node: ReturnType<ReturnType<typeof syntaxTree>['resolve']> | null = syntaxTree(state).resolve(at, -1);
    node;
    node = node.parent
  ) {
    if (node.name !== 'FencedCode') continue
    const info = node.getChild('CodeInfo')
    const isCode = info !== null && /^(?:js|javascript)\b/.test(state.sliceDoc(info.from, info.to))
    const { to } = state.doc.lineAt(node.from)
    return isCode && at > to ? to + 1 : null
  }
  return null
}
