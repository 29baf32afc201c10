import { describe, expect, test } from 'vitest'
import { ago, count } from './counts.ts'

const at = (text: string): number => new Date(text).getTime()
const now = at('2026-05-20T15:30:00')

describe('times are said as people say them', () => {
  test.each([
    ['2026-05-20T15:29:40', 'just now'],
    ['2026-05-20T15:31:00', 'just now'],
    ['2026-05-20T15:29:00', '1 minute ago'],
    ['2026-05-20T15:05:00', '25 minutes ago'],
    ['2026-05-20T14:20:00', '1 hour ago'],
    ['2026-05-20T00:10:00', '15 hours ago'],
    ['2026-05-19T23:50:00', 'yesterday'],
    ['2026-05-15T12:00:00', '5 days ago'],
    ['2026-05-03T12:00:00', '3 May'],
    ['2025-12-24T12:00:00', '24 December 2025'],
  ])('%s is %s', (time, words) => {
    expect(ago(at(time), now)).toBe(words)
  })
})

test('counts have their noun in the right number', () => {
  expect([count(0, 'change'), count(1, 'change'), count(1204, 'change')]).toEqual([
    '0 changes',
    '1 change',
    '1,204 changes',
  ])
})
