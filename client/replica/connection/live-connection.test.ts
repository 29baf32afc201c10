import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { comeFirst } from '../../device/frame-turns.ts'
import { inTurns } from './live-connection.ts'

let offset = 0
const clock = {
  now: () => Date.now() - offset,
  after(ms: number, act: () => void) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
}

beforeEach(() => {
  offset = 0
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('what comes alone is applied at once, and what comes in quick succession together', () => {
  let looks = 0
  const came = inTurns(clock)
  const come = (): void => came(() => looks++)
  come()
  expect(looks).toBe(1)
  for (let update = 0; update < 5; update++) come()
  expect(looks).toBe(1)
  vi.advanceTimersByTime(50)
  expect(looks).toBe(2)
  vi.advanceTimersByTime(50)
  come()
  expect(looks).toBe(3)
})

test('it is not applied in the frames of what comes first, and soon after them', () => {
  let frame: FrameRequestCallback = () => undefined
  vi.stubGlobal('document', { hidden: false })
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => (frame = callback))
  const done: string[] = []
  const came = inTurns(clock)
  comeFirst(() => done.push('letter'))
  came(() => done.push('live'))
  vi.advanceTimersByTime(50)
  expect(done).toEqual([])
  frame(0)
  vi.advanceTimersByTime(1)
  expect(done).toEqual(['letter'])
  frame(0)
  vi.advanceTimersByTime(1)
  expect(done).toEqual(['letter', 'live'])
})

test('a clock that is put back holds nothing up', () => {
  let looks = 0
  const came = inTurns(clock)
  came(() => looks++)
  offset = 3_600_000
  came(() => looks++)
  expect(looks).toBe(2)
})
