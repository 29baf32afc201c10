// Summaries of rows: joined as their rows are, and kept as text.
import { describe, expect, it } from 'vitest'
import {
  decodeSummary,
  encodeSummary,
  mergedSummary,
  parseThingId,
  SUMMARY_RANGES_MAX,
  SUMMARY_THINGS_MAX,
  type RowSummary,
} from '../../../shared/history/rows/row-summary.ts'

const idsFrom = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => parseThingId(`thing${from + at}`)).filter((id) => id !== null)

const summary = (from: number, more: Partial<RowSummary> = {}): RowSummary => ({
  letters: [3, 1],
  things: idsFrom(from, 2),
  hasMore: false,
  added: [{ client: 7, clock: from, length: 3 }],
  ...more,
})

describe('the summary of rows that were joined', () => {
  it('has the letters and things of all, each thing once, and joins ids that follow each other', () => {
    expect(mergedSummary([summary(0), summary(1), summary(3, { things: ['world'] })])).toEqual({
      letters: [9, 3],
      things: [...idsFrom(0, 3), 'world'],
      hasMore: false,
      added: [{ client: 7, clock: 0, length: 6 }],
    })
  })

  it('is none when one row has none, and knows no ids when one row knows none', () => {
    expect(mergedSummary([summary(0), null])).toBe(null)
    expect(mergedSummary([summary(0), summary(3, { added: null })])?.added).toBe(null)
  })

  it('stays small, however much the rows did', () => {
    const ranges = Array.from({ length: SUMMARY_RANGES_MAX }, (_, at) => ({
      client: at,
      clock: 0,
      length: 1,
    }))
    const most = summary(0, { things: idsFrom(0, SUMMARY_THINGS_MAX), added: ranges })
    const joined = mergedSummary([most, summary(SUMMARY_THINGS_MAX)])
    expect(joined?.things).toHaveLength(SUMMARY_THINGS_MAX)
    expect(joined).toMatchObject({ hasMore: true, added: null })
  })
})

describe('a summary as text', () => {
  it('reads as it was written', () => {
    for (const each of [summary(0), summary(5, { hasMore: true, added: null, things: ['world'] })])
      expect(decodeSummary(encodeSummary(each))).toEqual(each)
  })

  it('is none when it is damaged', () => {
    for (const text of [
      '',
      '[]',
      '{}',
      '[1,2,"a",0,[]]',
      '[1,-2,[],0,[]]',
      '[1,2,["limbo"],0,[]]',
      '[1,2,[],0,[[1]]]',
    ])
      expect(decodeSummary(text), text).toBe(null)
  })
})
