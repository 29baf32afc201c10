import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { afterFrame } from './after-frame.ts'

let page: EventTarget & { hidden: boolean }
let frame: FrameRequestCallback | null = null

beforeEach(() => {
  vi.useFakeTimers()
  frame = null
  page = Object.assign(new EventTarget(), { hidden: false })
  vi.stubGlobal('document', page)
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => (frame = callback))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('work is done once, behind the frame, or later where none comes', () => {
  const work = vi.fn<() => void>()
  afterFrame(work)
  frame?.(0)
  expect(work).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(work).toHaveBeenCalledOnce()
  const unframed = vi.fn<() => void>()
  afterFrame(unframed)
  vi.advanceTimersByTime(99)
  expect(unframed).not.toHaveBeenCalled()
  vi.advanceTimersByTime(200)
  expect([work, unframed].map(({ mock }) => mock.calls.length)).toEqual([1, 1])
})

test('a page that goes away does it at once, and one that nobody sees does not wait', async () => {
  const work = vi.fn<() => void>()
  afterFrame(work)
  page.hidden = true
  page.dispatchEvent(new Event('visibilitychange'))
  expect(work).toHaveBeenCalledOnce()
  afterFrame(work)
  await Promise.resolve()
  expect(work).toHaveBeenCalledTimes(2)
})
