// The blocks of live code in the drawn part of a page, and which of them are open.
import { syntaxTree } from '@codemirror/language'
import { StateField, type EditorState } from '@codemirror/state'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import { isLiveInfo } from '../../../shared/world/page-values.ts'

/** From the start of its first fence to the end of its last line. */
export interface LiveBlock extends PageRange {
  /** Of code, without the fences. */
  readonly lines: number
}

/** Those that reach into a piece of the page, in order. In lists and quotations code is only read. */
export function liveBlocks(state: EditorState, piece: PageRange): LiveBlock[] {
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
export const touches = ({ from, to }: PageRange, block: PageRange): boolean =>
  from <= block.to && to >= block.from

/**
 * What was pasted last, for as long as the cursor is there: the code in it is not folded yet. Null: the
 * cursor has gone on.
 */
export const pastedField = StateField.define<PageRange | null>({
  create: () => null,
  update(before, transaction) {
    const { changes, newSelection } = transaction
    let pasted = before && { from: changes.mapPos(before.from, 1), to: changes.mapPos(before.to, -1) }
    if (transaction.isUserEvent('input.paste'))
      changes.iterChangedRanges((_from, _to, from, to) => {
        pasted = { from, to }
      })
    return pasted && touches(newSelection.main, pasted) ? pasted : null
  },
})
