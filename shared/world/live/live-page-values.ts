// What code shows in the anchors of a page. It stands in live over what is written, as long as the page still
// says what it said: so a scoreboard writes no history, and an edit wins.
import { pageValuesIn } from '../page-values.ts'
import { countsOver } from './live-document.ts'
import { oneLine } from './live-state-values.ts'

/** What code wrote to an anchor, and what the page said there: its entry, as it were. */
export interface LivePageValue {
  readonly value: string
  readonly over: string
}

export const NO_PAGE_VALUES: ReadonlyMap<string, LivePageValue> = new Map()

/** Reads `[value, over]`. */
export function parseLivePageValue(raw: unknown): LivePageValue | null {
  if (!Array.isArray(raw) || raw.length !== 2) return null
  const [value, over]: readonly unknown[] = raw
  if (typeof value !== 'string' || typeof over !== 'string') return null
  return { value: oneLine(value), over }
}

/** What each anchor of a page shows: what code wrote to it, where that still counts, else what is written. */
export function shownPageValues(
  page: string,
  live: ReadonlyMap<string, LivePageValue>,
): ReadonlyMap<string, string> {
  const shown = new Map<string, string>()
  for (const { name, value } of pageValuesIn(page)) {
    const written = live.get(name)
    shown.set(name, countsOver(written, value) ? written.value : value)
  }
  return shown
}

/** Of what anchors show, that which code wrote; null for nothing. */
export function writtenPageValues(
  page: string,
  live: ReadonlyMap<string, LivePageValue>,
): Readonly<Record<string, string>> | null {
  if (live.size === 0) return null
  const values = [...shownPageValues(page, live)].filter(([name]) => live.has(name))
  return values.length === 0 ? null : Object.fromEntries(values)
}
