// How long slips are good, as people say it.
import { Choose } from '../../parts/choose.tsx'
import { DAY_MS } from '../../../shared/time/durations.ts'

export type SlipSpan = 'week' | 'month' | 'used'

const SPANS: readonly { readonly value: SlipSpan; readonly label: string }[] = [
  { value: 'week', label: 'for a week' },
  { value: 'month', label: 'for 30 days' },
  { value: 'used', label: 'until they are used' },
]

/** When that ends, in ms since 1970; null: when they are used. */
export function untilOf(span: SlipSpan, now: number): number | null {
  return span === 'used' ? null : now + (span === 'week' ? 7 : 30) * DAY_MS
}

interface ChooseSpanProps {
  readonly span: SlipSpan
  readonly onSpan: (span: SlipSpan) => void
}

export function ChooseSpan({ span, onSpan }: ChooseSpanProps) {
  return (
    <div className="group-span">
      <span aria-hidden="true">Codes work</span>
      <Choose label="How long codes work" value={span} options={SPANS} onChoose={onSpan} />
    </div>
  )
}
