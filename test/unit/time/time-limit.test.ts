// Waiting by the clock: with a limit, and longer after each try that failed.
import { describe, expect, it } from 'vitest'
import { SlidingWindow } from '../../../server/time/sliding-window.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { randomWaitMsAfter, waitMsAfter } from '../../../shared/time/doubling-wait.ts'
import { pause, withinTime } from '../../../shared/time/time-limit.ts'

describe('a time limit', () => {
  it('lets through what is answered in time, and leaves nothing waiting', async () => {
    const time = new VirtualTime()
    const answer = withinTime(
      time,
      100,
      pause(time, 99).then(() => 'here'),
      'late',
    )
    await time.pass(99)
    expect(await answer).toBe('here')
    await expect(withinTime(time, 100, Promise.reject(new Error('no')), 'late')).rejects.toThrow('no')
  })

  it('answers what stands for too late, and what fails after that harms nobody', async () => {
    const time = new VirtualTime()
    const failing = pause(time, 101).then(() => Promise.reject(new Error('no')))
    const answer = withinTime(time, 100, failing, 'late')
    await time.pass(200)
    expect(await answer).toBe('late')
  })
})

it('a pause ends when its signal is given, and does not begin where that was before', async () => {
  const time = new VirtualTime()
  const end = new AbortController()
  const under = pause(time, 1_000, end.signal)
  end.abort()
  await under
  await pause(time, 1_000, end.signal)
  expect(time.at).toBe(0)
})

it('a wait doubles after each failure up to the longest, and chance takes up to half of it', () => {
  const wait = { firstMs: 200, longestMs: 5_000 }
  expect([0, 1, 2, 4, 5, 5_000].map((failures) => waitMsAfter(failures, wait))).toEqual([
    200, 400, 800, 3_200, 5_000, 5_000,
  ])
  expect(randomWaitMsAfter(1, wait, () => Uint8Array.of(0))).toBe(200)
  expect(randomWaitMsAfter(1, wait, () => Uint8Array.of(255))).toBe(400)
})

it('a window lets something be done so often in any stretch of time, whatever the clock does', () => {
  const clock = { at: 0, now: () => clock.at }
  const window = new SlidingWindow({ max: 2, ms: 100 }, clock)
  const takenAt = (...times: number[]) => times.map((at) => ((clock.at = at), window.take()))
  expect(takenAt(0, 60, 99, 100, 159, 160)).toEqual([true, true, false, true, false, true])
  expect(takenAt(50)).toEqual([true])
})
