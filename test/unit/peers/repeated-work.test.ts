// Repeated work leaves nothing behind: neither turn for turn, nor when it is stopped.
import { expect, it } from 'vitest'
import { repeat } from '../../../shared/time/repeat.ts'

/** A clock whose time a test lets pass, and that tells how much it still has to do. */
function clockOf() {
  const due = new Set<() => void>()
  return {
    due,
    after(_ms: number, run: () => void): () => void {
      due.add(run)
      return () => due.delete(run)
    },
    async pass(): Promise<void> {
      const runs = [...due]
      due.clear()
      for (const run of runs) run()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

it('is done again after it ended, with one wait at a time, whether it fails or not', async () => {
  const clock = clockOf()
  const faults: unknown[] = []
  let times = 0
  let end = (): void => {}
  const act = async (): Promise<void> => {
    times += 1
    if (times === 2) throw new Error('the second')
    if (times === 3) await new Promise<void>((resolve) => (end = resolve))
  }
  const stop = repeat(act, { everyMs: 10, clock, onFault: (error) => faults.push(error) })
  for (const [turn, waits] of [
    [1, 1],
    [2, 1],
    [3, 0],
  ] as const) {
    await clock.pass()
    expect([times, clock.due.size]).toEqual([turn, waits])
  }
  expect(faults).toEqual([new Error('the second')])
  end()
  await clock.pass()
  expect(clock.due.size).toBe(1)
  stop()
  expect(clock.due.size).toBe(0)
})

it('is not done again that was under way when it was stopped', async () => {
  const clock = clockOf()
  let end = (): void => {}
  const act = (): Promise<void> => new Promise((resolve) => (end = resolve))
  const stop = repeat(act, { everyMs: 10, clock, onFault: (error) => expect.unreachable(String(error)) })
  await clock.pass()
  stop()
  end()
  await clock.pass()
  expect(clock.due.size).toBe(0)
})
