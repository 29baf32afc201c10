import { expect, test } from 'vitest'
import type { Delivery } from '../../../../shared/behavior/sandbox-protocol.ts'
import { makeHost, id, logsOf, run, start, thing, used, WORLD } from './made.ts'

const LISTENING = `on('use', () => { memory.n = Number(memory.n ?? 0) + 1 })`

test('of too many programs the one that was not used for longest is ended, and says so when it is used', async () => {
  const host = await makeHost({ hotMax: 3 })
  const kindOf = (name: string, ...deliveries: Parameters<typeof run>[2][]) =>
    host.run(WORLD, { artifact: id(name), deliveries }).results.map(({ fault }) => fault?.kind)
  for (const name of ['a', 'b', 'c']) expect(kindOf(name, start(LISTENING))).toEqual([undefined])
  expect(kindOf('a', used(1))).toEqual([undefined])
  expect(kindOf('d', start(LISTENING))).toEqual([undefined])
  expect(kindOf('b', used(1), start(LISTENING), used(1))).toEqual(['lost', undefined, undefined])
  expect(kindOf('c', used(1))).toEqual(['lost'])
  expect(kindOf('a', used(1))).toEqual([undefined])
  expect(host.stats().programs).toBe(3)
})

test('over ten seconds an artifact does a hundred things a second at most, restarts or not', async () => {
  let ticks = 0
  const host = await makeHost({ ticks: () => ticks })
  const code = `on('use', () => { for (let i = 0; i < 300; i++) say('x'); }); on('hear', () => {})`
  const kinds = () => {
    const { results } = host.run(WORLD, { artifact: id('lamp'), deliveries: [start(code), used(1)] })
    return results[1]?.fault?.kind
  }
  expect([kinds(), kinds(), kinds(), kinds()]).toEqual([undefined, undefined, undefined, 'writes'])
  const { results } = host.run(WORLD, { artifact: id('lamp'), deliveries: [used(1)] })
  expect(results[0]?.fault?.kind).toBe('lost')
  ticks += 2000
  expect(kinds()).toBeUndefined()
  expect(kinds()).toBe('writes')
})

test('a stopped program is gone, and so are all of a closed world; those of other worlds go on', async () => {
  const host = await makeHost()
  const other = `${WORLD}-2`
  for (const world of [WORLD, other]) {
    for (const name of ['a', 'b']) host.run(world, { artifact: id(name), deliveries: [start(LISTENING)] })
  }
  host.stop(WORLD, id('a'))
  const kindOf = (world: string, name: string) =>
    host.run(world, { artifact: id(name), deliveries: [used(1)] }).results[0]?.fault?.kind
  expect([kindOf(WORLD, 'a'), kindOf(WORLD, 'b'), kindOf(other, 'a')]).toEqual(['lost', undefined, undefined])
  host.close(WORLD)
  expect([kindOf(WORLD, 'b'), kindOf(other, 'a'), kindOf(other, 'b')]).toEqual(['lost', undefined, undefined])
})

test('a program reads its own world, as the patches made it, itself and what it stands on too', async () => {
  const host = await makeHost()
  host.patch(`${WORLD}-2`, { whole: true, things: [thing('elsewhere')] })
  const show = `[self.name, self.x, host?.name, find().map((t) => t.name).join('+'), find({ name: 'elsewhere' }).length].join()`
  expect(logsOf(host, `log(${show})`)).toEqual(['lamp,100,root,cat,0'])
  const code = `on('use', () => log(${show}))`
  run(host, code)
  host.patch(WORLD, {
    things: [thing('lamp', { x: 5, name: 'lantern' }), thing('root', { host: null, name: 'hall' })],
  })
  const { results } = host.run(WORLD, { artifact: id('lamp'), deliveries: [used(1)] })
  expect(results[0]?.logs).toEqual(['lantern,5,hall,cat,0'])
  host.patch(WORLD, { things: [[id('root'), null]] })
  const [again] = host.run(WORLD, { artifact: id('lamp'), deliveries: [used(1)] }).results
  expect(again?.logs).toEqual(['lantern,5,,cat,0'])
})

test('a thing that walks reads where it is now, without being told', async () => {
  let now = 1000
  const host = await makeHost({ now: () => now })
  const walk = { toX: 200, toY: 0, at: 1000, speed: 100 }
  host.patch(WORLD, { things: [thing('lamp', { walk })] })
  run(host, `on('use', () => log(self.x, self.walking))`)
  const seen = [1500, 2500, 4000, 5000].map((at) => {
    now = at
    return host.run(WORLD, { artifact: id('lamp'), deliveries: [used(1)] }).results[0]?.logs[0]
  })
  expect(seen).toEqual(['50 true', '150 true', '200 false', '200 false'])
})

const following = (): Delivery => ({ ...used(1), follows: true })

test('[O10] a job ends before a delivery that follows, once one before it did more than remember', async () => {
  const host = await makeHost()
  const cutAfter = (code: string, deliveries: readonly Delivery[]) => {
    run(host, `let n = 0\non('use', () => { n += 1; memory.n = n; ${code} })`)
    const { results, isCut = false } = host.run(WORLD, { artifact: id('lamp'), deliveries })
    return isCut ? results.length : 'whole'
  }
  const four = [used(1), following(), following(), following()]
  expect(cutAfter('', four)).toBe('whole')
  expect(cutAfter(`if (n === 2) say('x')`, four)).toBe(2)
  expect(cutAfter(`if (n === 2) throw new Error('no')`, four)).toBe(2)
  expect(cutAfter(`if (n === 2) after(1, () => {})`, four)).toBe(2)
  expect(cutAfter(`if (n === 2) while (true);`, four)).toBe(2)
  // Those that do not follow are begun, whatever came before.
  expect(cutAfter(`if (n === 2) say('x')`, [used(1), used(1), used(1), following()])).toBe(3)
})

test('each delivery is a sign of life', async () => {
  let marks = 0
  const host = await makeHost({ mark: () => marks++ })
  run(host, LISTENING, used(1), used(1))
  expect(marks).toBe(3)
})
