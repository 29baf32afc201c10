// How long a link holds, as people say it.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time/durations.ts'

export type Span = 'day' | 'week' | 'ever'

export const SPANS: readonly { readonly value: Span; readonly label: string }[] = [
  { value: 'day', label: 'for a day' },
  { value: 'week', label: 'for a week' },
  { value: 'ever', label: 'until I take it back' },
]

/** When that ends, in ms since 1970; null: when it is taken back. */
export function untilOf(span: Span, now: number): number | null {
  if (span === 'ever') return null
  return now + (span === 'day' ? DAY_MS : 7 * DAY_MS)
}

/** "for 3 more days", "until you take it back". */
export function endWords(until: number | null, now = Date.now()): string {
  if (until === null) return 'until you take it back'
  const left = until - now
  if (left <= 0) return 'has ended'
  if (left <= HOUR_MS) return 'ends within an hour'
  const [number, noun] =
    left <= DAY_MS ? [Math.ceil(left / HOUR_MS), 'hour'] : [Math.ceil(left / DAY_MS), 'day']
  return `for ${number} more ${noun}${number === 1 ? '' : 's'}`
}

/** How long somebody who was sent out stays out. */
export function outWords(until: number | null, now = Date.now()): string {
  if (until === null) return 'cannot come in'
  if (until - now <= MINUTE_MS) return 'can come back in a minute'
  return until - now <= HOUR_MS ? 'can come back within an hour' : `is out ${endWords(until, now)}`
}
