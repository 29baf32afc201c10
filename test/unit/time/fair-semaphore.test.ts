// A few at a time, and those who wait in turns by sender.
import { expect, test } from 'vitest'
import { createFairSemaphore } from '../../../server/time/fair-semaphore.ts'

const full = (): Error => new Error('full')

test('so many run at once, and those who wait take turns by sender', async () => {
  const turns = createFairSemaphore(2, { waitingMax: 10, waitingEachMax: 5 }, full)
  const begun: string[] = []
  const ends: (() => void)[] = []
  const run = (by: string, what: string): Promise<void> =>
    turns.take(by, () => {
      begun.push(what)
      return new Promise((resolve) => ends.push(resolve))
    })
  const all = [run('ada', 'a1'), run('ada', 'a2'), run('ada', 'a3'), run('ada', 'a4'), run('bob', 'b1')]
  expect(begun).toEqual(['a1', 'a2'])
  for (let n = 0; n < all.length; n++) {
    ends[n]?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(all)
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'a4'])
})

test('who waits too often is told so, and a failure lets the next one go on', async () => {
  const turns = createFairSemaphore(1, { waitingMax: 10, waitingEachMax: 1 }, full)
  const first = turns.take('ada', () => Promise.reject(new Error('failed')))
  const second = turns.take('ada', async () => 'second')
  await expect(turns.take('ada', async () => 'third')).rejects.toThrow('full')
  await expect(first).rejects.toThrow('failed')
  expect(await second).toBe('second')
})
