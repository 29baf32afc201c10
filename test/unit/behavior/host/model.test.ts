import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FOUND_MAX } from '../../../../shared/behavior/host/world-model.ts'
import { answerRead } from '../../../../shared/behavior/host/world-reads.ts'
import { id, modelWith, thing } from './made.ts'

const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name)

test('what is found is nearest first, from middle to middle, and never the one that asks', () => {
  const model = modelWith(
    thing('me', { x: 100, y: 100 }),
    thing('big', { x: 0, y: 300, width: 400, height: 10 }),
    thing('near', { x: 200, y: 100 }),
    thing('far', { x: 900, y: 9000 }),
    thing('away', { host: id('big') }),
    thing('put', { host: 'limbo' }),
  )
  expect(names(model.find({ from: id('me') }, 0))).toEqual(['root', 'near', 'big', 'far'].slice(1))
  expect(names(model.find({ from: id('me'), within: 100 }, 0))).toEqual(['near'])
  expect(names(model.find({ from: id('me'), on: id('big') }, 0))).toEqual(['away'])
  expect(names(model.find({ from: id('me'), name: 'away' }, 0))).toEqual(['away'])
  expect(names(model.find({ from: id('me'), name: 'put' }, 0))).toEqual([])
  expect(names(model.find({ from: id('me'), name: 'me' }, 0))).toEqual([])
})

test('looking within a distance finds what looking at everything finds', () => {
  const spot = fc.record({
    x: fc.integer({ min: -2000, max: 2000 }),
    y: fc.integer({ min: -2000, max: 2000 }),
    width: fc.integer({ min: 1, max: 1880 }),
    toX: fc.option(fc.integer({ min: -2000, max: 2000 })),
  })
  const cases = fc.tuple(fc.array(spot, { minLength: 1, maxLength: 40 }), fc.nat(1500), fc.nat(9000))
  fc.assert(
    fc.property(cases, ([spots, within, now]) => {
      const things = spots.map(({ x, y, width, toX }, index) => {
        const walk = toX === null ? null : { toX, toY: y, at: 1000, speed: 300 }
        return thing(`t${index}`, { x, y, width, walk })
      })
      const model = modelWith(...things)
      const from = id('t0')
      const me = model.thing(from, now)!
      const far = (t: { x: number; y: number; width: number; height: number }) =>
        Math.hypot(t.x + t.width / 2 - me.x - me.width / 2, t.y + t.height / 2 - me.y - me.height / 2)
      const all = model.find({ from }, now)
      expect(all).toHaveLength(things.length - 1)
      expect(all.map(far)).toEqual(all.map(far).sort((a, b) => a - b))
      const expected = all.filter((other) => far(other) <= within)
      expect(names(model.find({ from, within }, now)).sort()).toEqual(names(expected).sort())
      // Patched away, everything is gone from the floor too.
      model.apply({ things: things.slice(1).map(([key]) => [key, null]) })
      expect(model.find({ from }, now)).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('what walks is where it is now, and stands when it is there', () => {
  const walk = { toX: 300, toY: 0, at: 1000, speed: 100 }
  const model = modelWith(thing('cat', { x: 100, y: 0, walk }))
  expect(model.thing(id('cat'), 500)).toMatchObject({ x: 100, walk })
  expect(model.thing(id('cat'), 2000)).toMatchObject({ x: 200, y: 0, walk })
  expect(model.thing(id('cat'), 3001)).toMatchObject({ x: 300, walk: null })
})

test('right beside is within 3 pixels, in that direction, and not across a corner', () => {
  const model = modelWith(
    thing('me', { x: 100, y: 100 }),
    thing('right', { x: 167, y: 140 }),
    thing('further', { x: 168, y: 60 }),
    thing('up', { x: 120, y: 36 }),
    thing('corner', { x: 34, y: 166 }),
  )
  expect(model.next(id('me'), 'right', 0)?.name).toBe('right')
  expect(model.next(id('me'), 'up', 0)?.name).toBe('up')
  expect(model.next(id('me'), 'left', 0)).toBeNull()
  expect(model.next(id('me'), 'down', 0)).toBeNull()
})

test('no search answers more than a program can hold', () => {
  const many = Array.from({ length: FOUND_MAX + 200 }, (_, index) => thing(`t${index}`, { x: index }))
  const model = modelWith(...many)
  expect(model.find({ from: id('t0') }, 0)).toHaveLength(FOUND_MAX)
  expect(model.find({ from: id('t0'), most: 3 }, 0)).toHaveLength(3)
  expect(model.inside(id('root'), 0)).toHaveLength(FOUND_MAX)
})

test('texts and anchors are what the last patch says; a whole patch forgets the rest', () => {
  const model = modelWith(thing('lamp'))
  model.apply({ texts: [[id('lamp'), 'one']], anchors: [[id('lamp'), { score: '3' }]] })
  expect([model.text(id('lamp')), model.anchors(id('lamp'))]).toEqual(['one', { score: '3' }])
  model.apply({ whole: true, things: [thing('cat')] })
  expect([model.text(id('lamp')), model.anchors(id('lamp')), model.thing(id('lamp'), 0)]).toEqual([
    null,
    {},
    null,
  ])
})

test('what is no question is answered with nothing, and never throws', () => {
  const model = modelWith(thing('lamp'))
  const ops = fc.constantFrom(
    'thing',
    'find',
    'next',
    'inside',
    'text',
    'anchors',
    'random',
    '__proto__',
    'toString',
  )
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constant('{"__proto__":{"id":"lamp"}}'),
    fc.constant('null'),
  )
  fc.assert(
    fc.property(ops, anything, (op, json) => {
      expect(() => JSON.parse(answerRead(model, 0, op, json)) as unknown).not.toThrow()
    }),
    { numRuns: 500 },
  )
  expect(answerRead(model, 0, 'thing', '{"__proto__":{"id":"lamp"}}')).toBe('null')
  expect(answerRead(model, 0, 'find', '{"from":"lamp","on":"../x"}')).toBe('[]')
})
