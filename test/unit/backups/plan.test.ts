// When a backup is due: pure, by the machine's own time of day.
import { expect, test } from 'vitest'
import { nextBackup } from '../../../server/operations/backup-schedule.ts'

const HOUR_MS = 60 * 60_000
const local = (day: number, hour: number, minute = 0): number =>
  new Date(2026, 2, day, hour, minute).getTime()
const plan = { everyHours: 24, atHour: 3, keep: 5 } as const

test('[C20] never, at once where there is none, and so many hours after the last', () => {
  const now = local(10, 12)
  expect(nextBackup({ ...plan, everyHours: 0 }, now, now)).toBeNull()
  expect(nextBackup({ ...plan, everyHours: 0 }, null, now)).toBeNull()
  expect(nextBackup(plan, null, now)).toBe(now)
  expect(nextBackup({ ...plan, everyHours: 6 }, now, now)).toBe(now + 6 * HOUR_MS)
})

test('[C20] each day at its hour, whenever the last one was made by hand', () => {
  expect(nextBackup(plan, local(10, 3, 1), local(10, 4))).toBe(local(11, 3))
  expect(nextBackup(plan, local(10, 2), local(10, 2))).toBe(local(10, 3))
  expect(nextBackup(plan, local(10, 23), local(10, 23))).toBe(local(11, 3))
})

test('[C20] each week at its hour, seven nights after the last, and not seven days and a night', () => {
  const weekly = { ...plan, everyHours: 168 } as const
  expect(nextBackup(weekly, local(3, 3, 2), local(3, 4))).toBe(local(10, 3))
  expect(nextBackup(weekly, local(3, 12), local(3, 12))).toBe(local(10, 3))
})

test('[C20] what was missed while the node was off is due', () => {
  const now = local(20, 9)
  expect(nextBackup(plan, local(10, 3), now)).toBeLessThan(now)
})

test('a backup that a clock made which was ahead says nothing of when the next one is due', () => {
  const now = local(10, 4)
  expect(nextBackup({ ...plan, everyHours: 24 }, now + 400 * 24 * HOUR_MS, now)).toBe(now)
  expect(nextBackup({ ...plan, everyHours: 6 }, now + 1000, now)).toBe(now + 1000 + 6 * HOUR_MS)
})
