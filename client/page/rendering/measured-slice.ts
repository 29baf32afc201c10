// The lines of a page that are drawn, out of sight, only to be measured.
import { StateEffect, StateField } from '@codemirror/state'

export interface Slice {
  readonly from: number
  readonly to: number
}

export const sliced = StateEffect.define<Slice | null>()

export const sliceField = StateField.define<Slice | null>({
  create: () => null,
  update(slice, { effects, docChanged }) {
    const next = effects.findLast((effect) => effect.is(sliced))
    if (next) return next.value
    return docChanged ? null : slice
  },
})
