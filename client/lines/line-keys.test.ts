// A line of a drawn page keeps its key while others come and go around it.
import { expect, test } from 'vitest'
import { createLineKeys } from './line-keys.ts'

/** The keys of a page's lines, in their order. */
function keysIn(keys: ReturnType<typeof createLineKeys>, text: string): number[] {
  let start = 0
  return text.split('\n').map((line) => {
    const key = keys(text)(start)
    start += line.length + 1
    return key
  })
}

test('[M13] of a translated page a line that is another has a new key, and all others keep theirs', () => {
  const keys = createLineKeys()
  const first = keysIn(keys, 'one\ntwo\nthree')
  keys('one\ntwo!\nthree', true)
  const next = keysIn(keys, 'one\ntwo!\nthree')
  expect(next.filter((key) => first.includes(key))).toEqual([first[0], first[2]])
  expect(new Set(next).size).toBe(3)
})

test('[M13] lines keep their keys when one above is written, comes or goes, and no two have the same', () => {
  const keys = createLineKeys()
  const first = keysIn(keys, 'one\ntwo\nthree\ntwo')
  expect(new Set(first).size).toBe(4)
  expect(keysIn(keys, 'one!\ntwo\nthree\ntwo')).toEqual(first)
  const longer = keysIn(keys, 'one!\nnew\ntwo\nthree\ntwo')
  expect(longer.filter((key) => first.includes(key))).toEqual(first)
  expect(new Set(longer).size).toBe(5)
  expect(keysIn(keys, 'one!\nthree\ntwo').slice(1)).toEqual(first.slice(2))
  expect(keysIn(keys, '')).toHaveLength(1)
})
