// Since when one takes back what somebody wrote.
import { DAY_MS, HOUR_MS } from '../../../shared/time/durations.ts'

export type TakeBackSince = 'hour' | 'day' | 'week' | 'ever'

export const SINCES: readonly { readonly value: TakeBackSince; readonly label: string }[] = [
  { value: 'hour', label: 'in the last hour' },
  { value: 'day', label: 'since yesterday' },
  { value: 'week', label: 'in the last week' },
  { value: 'ever', label: 'ever' },
]

const BACK_MS: Readonly<Record<TakeBackSince, number>> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  ever: Infinity,
}

/** ms since 1970 */
export const momentOf = (since: TakeBackSince): number => Math.max(0, Date.now() - BACK_MS[since])
