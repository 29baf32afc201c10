// The blocks of live code in the drawn part of a page, and which of them are open.
import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import { isLiveInfo } from '../../../shared/world/page-values.ts'

/** A part of a page, by places. */
export interface PagePart {
  readonly from: number
  readonly to: number
}

/** From the start of its first fence to the end of its last line. */
export interface LiveBlock extends PagePart {
  /** Of code, without the fences. */
  readonly lines: number
}

/** Those that reach into a piece of the page, in order. In lists and quotations code is only read. */
export function liveBlocks(state: EditorState, piece: PagePart): LiveBlock[] {
  const blocks: LiveBlock[] = []
  syntaxTree(state).iterate({
    ...piece,
    enter({ name, node, from, to }) {
      if (name === 'Document') return true
      const info = name === 'FencedCode' ? node.getChild('CodeInfo') : null
      if (info && isLiveInfo(state.sliceDoc(info.from, info.to))) {
        const isClosed = node.getChildren('CodeMark').length > 1
        const first = state.doc.lineAt(from)
        const lines = state.doc.lineAt(to).number - first.number - (isClosed ? 1 : 0)
        blocks.push({ from: first.from, to, lines })
      }
      return false
    },
  })
  return blocks
}

/** Whether a range touches a block: then it is open. */
export const touches = ({ from, to }: PagePart, block: PagePart): boolean =>
  from <= block.to && to >= block.from
