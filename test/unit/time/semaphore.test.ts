// A few at once, in order, or in turns by who asks; and a long job holds up nobody, where that is asked for.
import { expect, test } from 'vitest'
import { QueueFull, Semaphore } from '../../../server/time/semaphore.ts'

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
  const turns = new Semaphore(1, { patience: { clock: { after }, ms: 5 } })
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

test('those who wait take turns by who asks', async () => {
  const turns = new Semaphore(2, { waitingMax: 10, waitingEachMax: 5 })
  const begun: string[] = []
  const ends: (() => void)[] = []
  const run = (by: string, what: string): Promise<void> =>
    turns.take(() => {
      begun.push(what)
      return new Promise((resolve) => ends.push(resolve))
    }, by)
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
  const turns = new Semaphore(1, { waitingMax: 10, waitingEachMax: 1, full: () => new Error('full') })
  const first = turns.take(() => Promise.reject(new Error('failed')), 'ada')
  const second = turns.take(async () => 'second', 'ada')
  await expect(turns.take(async () => 'third', 'ada')).rejects.toThrow('full')
  await expect(first).rejects.toThrow('failed')
  expect(await second).toBe('second')
})

const room = { eachMax: 2, waitingMax: 2 }

test('there are so many turns for one, and the others go on', async () => {
  const turns = new Semaphore(3, room)
  const first = await turns.enter('a')
  await turns.enter('a')
  const third = turns.enter('a')
  const other = await turns.enter('b')
  const late = turns.enter('b')
  await expect(turns.enter('c')).rejects.toThrow(QueueFull)
  first()
  first()
  await third
  other()
  await late
})

test('a turn is not kept for whoever went away', async () => {
  const turns = new Semaphore(1, room)
  const done = await turns.enter('a')
  const leaver = new AbortController()
  const left = turns.enter('a', leaver.signal)
  const next = turns.enter('a')
  leaver.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  done()
  const last = await next
  last()
  await expect(turns.enter('a', leaver.signal)).rejects.toThrow('gone')
  await turns.enter('a')
})
