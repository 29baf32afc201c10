// The values of code in the anchors of a page. A value is in live, over the written one, as long as the page
// still has the same text: so a scoreboard writes no history, and an edit wins.
import { pageValuesIn } from '../page-values.ts'
import { countsOver } from './live-document.ts'
import { oneLine } from './live-state-values.ts'

/** The value that code wrote to an anchor, and the text of the page then: its entry, as it were. */
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

/** A value that an anchor shows. */
export interface ShownPageValue {
  readonly value: string
  /** Nobody else sees it. */
  readonly isPersonal: boolean
}

const NOTHING_PERSONAL: ReadonlyMap<string, string> = new Map()

/**
 * The shown value of each anchor of a page: that of code for this person alone, or for everybody if it still
 * counts, else the written one.
 */
export function shownPageValues(
  page: string,
  live: ReadonlyMap<string, LivePageValue>,
  personal = NOTHING_PERSONAL,
): ReadonlyMap<string, ShownPageValue> {
  const shown = new Map<string, ShownPageValue>()
  for (const { name, value: written } of pageValuesIn(page)) {
    const code = live.get(name)
    const value = personal.get(name) ?? (countsOver(code, written) ? code.value : written)
    shown.set(name, { value, isPersonal: personal.has(name) })
  }
  return shown
}

/** Of what anchors show, that which code wrote; null for nothing. */
export function writtenPageValues(
  page: string,
  live: ReadonlyMap<string, LivePageValue>,
): Readonly<Record<string, string>> | null {
  if (live.size === 0) return null
  const values = [...shownPageValues(page, live)].flatMap(([name, { value }]) =>
    live.has(name) ? [[name, value] as const] : [],
  )
  return values.length === 0 ? null : Object.fromEntries(values)
}
