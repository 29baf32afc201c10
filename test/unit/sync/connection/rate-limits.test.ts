// How often something may be done, by one and by each of many.
import { expect, it } from 'vitest'
import { TokenBucket, TokenBuckets } from '../../../../shared/time/token-bucket.ts'

const ALLOWED = { perSecond: 2, atOnce: 3 }
const payments = (pay: () => boolean, times: number): number =>
  Array.from({ length: times }, pay).filter(Boolean).length

it('pays so many at once, and after a pause so many a second, never more than at once', () => {
  let now = 0
  const bucket = new TokenBucket(ALLOWED, () => now)
  expect(payments(() => bucket.take(), 10)).toBe(3)
  now = 1_000
  expect(payments(() => bucket.take(), 10)).toBe(2)
  now = 60_000
  expect(payments(() => bucket.take(), 10)).toBe(3)
})

it('of many each pays for itself, and who paid too much is not forgotten among thousands of others', () => {
  let now = 0
  const buckets = new TokenBuckets<number>(ALLOWED, () => now)
  expect(payments(() => buckets.take(0), 10)).toBe(3)
  for (let by = 1; by <= 5_000; by++) expect(buckets.take(by)).toBe(true)
  expect(buckets.take(0)).toBe(false)
  now = 60_000
  for (let by = 5_001; by <= 10_000; by++) buckets.take(by)
  expect(payments(() => buckets.take(0), 10)).toBe(3)
})

it('keeps no more of them than it has to', () => {
  let [now, reads] = [0, 0]
  const buckets = new TokenBuckets<number>(ALLOWED, () => {
    reads += 1
    return now
  })
  for (let by = 0; by < 20_000; by++) {
    now += 1_000
    buckets.take(by)
  }
  // A bucket reads the clock when it is made, taken from and looked over: each of these once, since the first
  // look forgets it.
  expect(reads / 20_000).toBeGreaterThan(2.9)
  expect(reads / 20_000).toBeLessThan(3.1)
})
