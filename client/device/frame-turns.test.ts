import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { comeBehind, comeFirst, takeTurn } from './frame-turns.ts'

/** The works that were done, frame by frame. */
let frames: string[][] = []
let asked: FrameRequestCallback[] = []
let press: () => void = () => undefined

beforeEach(() => {
  vi.useFakeTimers()
  frames = []
  asked = []
  vi.stubGlobal('document', { hidden: false })
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => asked.push(callback))
  vi.stubGlobal('cancelAnimationFrame', (at: number) => asked.splice(at - 1, 1, () => undefined))
  vi.stubGlobal('addEventListener', (_name: string, listener: () => void) => (press = listener))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const work = (name: string) => () => void frames.at(-1)?.push(name)

/** How many frames, far enough from each other for a turn to be due. */
function pass(count: number): void {
  for (let frame = 0; frame < count; frame++) {
    vi.advanceTimersByTime(50)
    frames.push([])
    const due = asked
    asked = []
    for (const callback of due) callback(performance.now())
  }
}

test('works that take turns have a frame each', () => {
  const works = [work('a'), work('b')]
  for (const each of works) takeTurn(each)
  for (const each of works) takeTurn(each)
  pass(3)
  expect(frames).toEqual([['a'], ['b'], []])
})

test('a turn leaves a frame to what comes first and one to what follows from it, whoever asked earlier', () => {
  takeTurn(work('turn'))
  vi.advanceTimersByTime(50)
  comeFirst(work('letter'))
  pass(3)
  expect(frames).toEqual([['letter'], [], ['turn']])
})

test('a turn waits for no third frame', () => {
  takeTurn(work('turn'))
  vi.advanceTimersByTime(50)
  comeFirst(work('letter'))
  pass(2)
  comeFirst(work('another'))
  pass(2)
  expect(frames).toEqual([['letter'], [], ['turn', 'another'], []])
})

test('what comes first and shows all at once keeps its frames, also when it calls itself off', () => {
  let callOff = (): void => undefined
  const show = (): void => {
    callOff()
    work('letter')()
  }
  takeTurn(work('turn'))
  vi.advanceTimersByTime(50)
  callOff = comeFirst(show)
  pass(3)
  expect(frames).toEqual([['letter'], [], ['turn']])
})

test('a turn leaves two frames to a key', () => {
  takeTurn(work('turn'))
  vi.advanceTimersByTime(50)
  press()
  pass(3)
  expect(frames).toEqual([[], [], ['turn']])
})

test('work that needs no frame is done at once, or behind both frames of what comes first', () => {
  const done: string[] = []
  comeBehind(() => done.push('alone'))
  expect(done).toEqual(['alone'])
  const cancel = comeFirst(work('letter'))
  comeFirst(work('another'))
  comeBehind(() => done.push('behind'))
  cancel()
  vi.advanceTimersByTime(1)
  expect(done).toEqual(['alone'])
  pass(1)
  vi.advanceTimersByTime(1)
  expect(done).toEqual(['alone'])
  pass(1)
  vi.advanceTimersByTime(1)
  expect(frames).toEqual([['another'], []])
  expect(done).toEqual(['alone', 'behind'])
})

test('work behind a frame that does not come is done all the same', () => {
  const done: string[] = []
  const cancel = comeFirst(work('letter'))
  comeBehind(() => done.push('behind'))
  vi.advanceTimersByTime(100)
  expect(done).toEqual(['behind'])
  cancel()
  vi.advanceTimersByTime(100)
  expect(done).toEqual(['behind'])
})

test('what comes first can be called off, and needs no frame where nobody looks', () => {
  comeFirst(work('letter'))()
  pass(1)
  expect(frames).toEqual([[]])
  vi.stubGlobal('document', { hidden: true })
  let isDone = false
  comeFirst(() => (isDone = true))
  vi.advanceTimersByTime(1)
  expect(isDone).toBe(true)
})
