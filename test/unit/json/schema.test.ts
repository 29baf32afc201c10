// The small schemas of the first view, beside zod's.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as zod from 'zod/mini'
import { catch as otherwise } from 'zod/mini'
import * as own from '../../../shared/json/schema.ts'
import { NodeInfo } from '../../../shared/wire/api/node-bodies.ts'

const ours = own.object({
  name: own.string,
  size: own.number,
  kind: own.optional(own.literal('guest', 'account')),
  isOpen: own.nullable(own.boolean),
  tags: own.orNull(own.array(own.string)),
  what: own.union(own.number, own.object({ deep: own.string })),
})
const theirs = zod.object({
  name: zod.string(),
  size: zod.number(),
  kind: zod.optional(zod.enum(['guest', 'account'])),
  isOpen: zod.nullable(zod.boolean()),
  tags: otherwise(zod.nullable(zod.array(zod.string())), null),
  what: zod.union([zod.number(), zod.object({ deep: zod.string() })]),
})

/** Values of each field, right and wrong. */
const odd = fc.constantFrom(null, undefined, '', 'guest', 0, NaN, Infinity, true, [], ['a'], ['a', 1], {})
const value = fc.record(
  {
    name: fc.oneof({ weight: 9, arbitrary: fc.string() }, odd),
    size: fc.oneof({ weight: 9, arbitrary: fc.integer() }, odd),
    kind: fc.oneof(fc.constantFrom('guest', 'account', undefined), odd),
    isOpen: fc.oneof({ weight: 9, arbitrary: fc.option(fc.boolean()) }, odd),
    tags: odd,
    what: fc.oneof(fc.integer(), fc.record({ deep: fc.string(), more: fc.string() }), odd),
    more: fc.string(),
  },
  { requiredKeys: ['name', 'size', 'isOpen'] },
)

test('a schema of the first view reads what zod reads', () => {
  let read = 0
  const agree = (raw: unknown): void => {
    const [mine, other] = [ours.safeParse(raw), theirs.safeParse(raw)]
    expect(mine.success).toBe(other.success)
    expect(mine.data).toEqual(other.data)
    if (mine.success) read++
  }
  fc.assert(fc.property(fc.oneof(value, odd), agree), { numRuns: 2000 })
  // Or it would say nothing.
  expect(read).toBeGreaterThan(100)
})

test('it gives the fields that it names, and no others', () => {
  const raw = JSON.parse('{"name":"a","__proto__":{"isAdmin":true},"more":1}') as unknown
  const read = own.object({ name: own.string }).parse(raw)
  expect(Object.keys(read)).toEqual(['name'])
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
})

test('it throws where a value has another shape', () => {
  expect(() => NodeInfo.parse({ title: 1 })).toThrow('another shape')
})
