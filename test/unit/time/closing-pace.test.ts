// Many sockets are closed at a pace.
import { expect, it } from 'vitest'
import { ClosingPace } from '../../../server/time/closing-pace.ts'
import { VirtualTime } from '../../simulation/time.ts'

it('[L40] nothing is closed before there is where they come back to, or that takes too long', async () => {
  const clock = new VirtualTime()
  const pace = new ClosingPace(clock)
  const closed: string[] = []
  const ready = Promise.withResolvers<void>()
  void pace.after(ready.promise)
  pace.add(() => closed.push('soon'))
  await clock.pass(1_000)
  expect(closed).toEqual([])
  ready.resolve()
  await clock.pass(50)
  expect(closed).toEqual(['soon'])
  void pace.after(new Promise(() => {}))
  pace.add(() => closed.push('late'))
  await clock.pass(2_900)
  expect(closed).toEqual(['soon'])
  await clock.pass(200)
  expect(closed).toEqual(['soon', 'late'])
})

it('[L40] 2,000 are closed over 4 s, in order; 5,000 over 5 s', async () => {
  for (const [count, withinMs] of [
    [2_000, 4_000],
    [5_000, 5_000],
  ] as const) {
    const clock = new VirtualTime()
    const pace = new ClosingPace(clock)
    const closed: number[] = []
    for (let n = 0; n < count; n += 1) pace.add(() => closed.push(n))
    let isDone = false
    void pace.done.then(() => (isDone = true))
    await clock.pass(withinMs / 2)
    expect(closed.length / count).toBeCloseTo(0.5, 1)
    expect(isDone).toBe(false)
    await clock.pass(withinMs / 2 + 100)
    expect(closed).toEqual(Array.from({ length: count }, (_, n) => n))
    expect(isDone).toBe(true)
    await pace.done
  }
})
