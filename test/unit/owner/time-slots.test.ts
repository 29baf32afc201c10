// Turns: a few at once, in order; and a long job holds up nobody, where that is asked for.
import { expect, test } from 'vitest'
import { Semaphore } from '../../../server/time/semaphore.ts'

/** Something that lasts until it is told to end. */
function lasting(
  turns: Semaphore,
  begun: string[],
  name: string,
): { end: () => void; done: Promise<string> } {
  const { promise, resolve } = Promise.withResolvers<string>()
  const done = turns.take(() => {
    begun.push(name)
    return promise
  })
  return { end: () => resolve(name), done }
}

test('so many go on at once, the others in the order in which they came', async () => {
  const begun: string[] = []
  const turns = new Semaphore(2)
  const [a, b, c] = ['a', 'b', 'c'].map((name) => lasting(turns, begun, name))
  expect(begun).toEqual(['a', 'b'])
  b?.end()
  expect(await b?.done).toBe('b')
  await expect.poll(() => begun).toEqual(['a', 'b', 'c'])
  c?.end()
  a?.end()
  await Promise.all([a?.done, c?.done])
})

test('whoever takes too long goes on beside the next one, and gives its place away once', async () => {
  const begun: string[] = []
  const due: (() => void)[] = []
  const after = (_ms: number, run: () => void) => {
    due.push(run)
    return () => void due.splice(due.indexOf(run), 1)
  }
  const turns = new Semaphore(1, { clock: { after }, ms: 5 })
  const [a, b, c] = ['a', 'b', 'c'].map((name) => lasting(turns, begun, name))
  due[0]?.()
  await expect.poll(() => begun).toEqual(['a', 'b'])
  a?.end()
  expect(await a?.done).toBe('a')
  expect(begun).toEqual(['a', 'b'])
  b?.end()
  await expect.poll(() => begun).toEqual(['a', 'b', 'c'])
  c?.end()
  expect(await c?.done).toBe('c')
})

test('what fails gives its place away, too', async () => {
  const turns = new Semaphore(1)
  await expect(turns.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turns.take(() => Promise.resolve('well'))).toBe('well')
})
