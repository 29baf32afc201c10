// The lines of a page that are drawn, out of sight, only to be measured.
import { StateEffect, StateField } from '@codemirror/state'

export interface MeasuredSlice {
  readonly from: number
  readonly to: number
}

export const sliced = StateEffect.define<MeasuredSlice | null>()

export const sliceField = StateField.define<MeasuredSlice | null>({
  create: () => null,
  update(slice, { effects, docChanged }) {
    const next = effects.findLast((effect) => effect.is(sliced))
    if (next) return next.value
    return docChanged ? null : slice
  },
})
