// The queue of a pool: bounded, and fair between those who ask.
import { expect, test } from 'vitest'
import { createFairQueue } from '../../../server/time/fair-queue.ts'

const create = () => createFairQueue<string>({ waitingMax: 4, waitingEachMax: 3 })

test('those who ask take turns', () => {
  const queue = create()
  for (const job of ['a1', 'a2', 'a3']) expect(queue.push('a', job)).toBe(null)
  expect(queue.push('b', 'b1')).toBe(null)
  expect([1, 2, 3, 4, 5].map(() => queue.shift())).toEqual(['a1', 'b1', 'a2', 'a3', null])
})

test('nobody has more than their share, and who has most makes room for who has none', () => {
  const queue = create()
  for (const job of ['a1', 'a2', 'a3']) queue.push('a', job)
  expect(queue.push('a', 'a4')).toBe('a4')
  queue.push('b', 'b1')
  expect(queue.push('c', 'c1')).toBe('a3')
  expect(queue.push('d', 'd1')).toBe('a2')
  expect(queue.push('e', 'e1')).toBe('e1')
  expect(queue.length).toBe(4)
  expect([1, 2, 3, 4].map(() => queue.shift())).toEqual(['a1', 'b1', 'c1', 'd1'])
  expect(queue.length).toBe(0)
})

test('what is removed or cleared takes no room', () => {
  const queue = create()
  for (const job of ['a1', 'a2', 'a3']) queue.push('a', job)
  queue.remove('a2')
  expect(queue.push('a', 'a4')).toBe(null)
  expect(queue.clear()).toEqual(['a1', 'a3', 'a4'])
  expect([queue.length, queue.shift()]).toEqual([0, null])
})
