// What was pasted last, for as long as the cursor is there: the code in it is not folded yet.
import { StateField } from '@codemirror/state'
import { touches, type PagePart } from './live-blocks.ts'

/** Null: the cursor has gone on. */
export const pastedField = StateField.define<PagePart | null>({
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
