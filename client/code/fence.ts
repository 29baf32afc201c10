// Whether a place of a page is in its code.
import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'

/** True between the fences of a `js` block. */
export function isInCode(state: EditorState, at: number): boolean {
  for (
    let node: ReturnType<ReturnType<typeof syntaxTree>['resolve']> | null = syntaxTree(state).resolve(at, -1);
    node;
    node = node.parent
  ) {
    if (node.name !== 'FencedCode') continue
    const info = node.getChild('CodeInfo')
    const isCode = info !== null && /^(?:js|javascript)\b/.test(state.sliceDoc(info.from, info.to))
    return isCode && at > state.doc.lineAt(node.from).to
  }
  return false
}
