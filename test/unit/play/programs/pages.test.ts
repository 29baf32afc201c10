// Pages that programs read and write, and the anchors in them.
import { afterEach, expect, test } from 'vitest'
import { insertText } from '../../../../shared/world/edits/text-edits.ts'
import { pageOf } from '../../../../shared/world/view/world-view.ts'
import { id } from '../../world/made.ts'
import { World } from '../world.ts'

let world = new World()
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

const page = (name: string): string | null => pageOf(world.view, id(name))
const used = (code: string): string => `on('use', async () => { ${code} })`

test('a page is edited for code once in ten seconds at most, and programs see what they wrote at once', async () => {
  world.put('board', { x: 200, text: 'one\ntwo' })
  world.put('writer', {
    code: `let n = 0; ${used(`n += 1; await text(closest()).insert(1, 'line ' + n); log(text(closest()).lines.length)`)}`,
  })
  await world.begin()
  for (let times = 0; times < 20; times += 1) {
    await world.use('writer')
    await world.pass(800)
  }
  expect(world.logs.map((line) => Number(line.slice(8)))).toEqual(Array.from({ length: 20 }, (_, n) => n + 3))
  await world.pass(20_000)
  expect(world.pageEdits.length).toBe(3)
  const gaps = world.pageEdits.slice(1).map(({ at }, index) => at - (world.pageEdits[index]?.at ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000)
  expect(page('board')?.split('\n').length).toBe(22)
})

test('what is told to a program at once is written below each other, in its order', async () => {
  world.put('minutes', {
    x: 200,
    code: `on('message', ({ data }) => { const page = text(); page.insert(page.lines.length + 1, data) })`,
  })
  world.put('gavel', { code: used(`for (const word of ['one', 'two', 'three']) send(closest(), word)`) })
  await world.begin()
  await world.use('gavel')
  await world.pass(15_000)
  expect(page('minutes')?.split('\n').slice(-3)).toEqual(['one', 'two', 'three'])
})

test('what people type meanwhile stays', async () => {
  world.put('board', { x: 200, text: 'head\n\ntail' })
  world.put('writer', {
    code: used(`const page = text(closest()); await page.replace(1, 'HEAD'); await page.insert(4, 'end')`),
  })
  await world.begin()
  await world.use('writer')
  await world.use('writer')
  world.done(insertText(world.edit, id('board'), page('board')?.length ?? 0, ' and more'))
  await world.pass(15_000)
  expect(page('board')).toContain('and more')
  expect(page('board')?.startsWith('HEAD\n')).toBe(true)
})

test('lines that are not there are refused', async () => {
  world.put('writer', {
    code: used(`const done = await text().replace(99, 'x'); log(done.ok + ' ' + done.why)`),
  })
  await world.begin()
  await world.use('writer')
  expect([...world.logs, ...world.faults('writer')].join()).toMatch(/line/)
  expect(world.pageEdits).toEqual([])
})

test('an anchor shows at once, in live alone; an edit of its line wins', async () => {
  world.put('sign', {
    text: '#visits 12\n\n~~~js\non("use", async () => { await text().show("visits", Number(text().read("visits")) + 1); log(text().read("visits")) })\n~~~',
  })
  await world.begin()
  const before = page('sign')
  await world.use('sign')
  await world.use('sign')
  expect(world.logs).toEqual(['sign: 13', 'sign: 14'])
  expect(world.anchor('sign', 'visits')).toBe('14')
  expect(page('sign')).toBe(before)
  world.done(insertText(world.edit, id('sign'), 10, '0'))
  await world.pass(500)
  expect(world.anchor('sign', 'visits')).toBe('120')
  await world.use('sign')
  expect(world.anchor('sign', 'visits')).toBe('121')
})

test('an anchor that the page does not have is refused', async () => {
  world.put('sign', {
    code: used(`const done = await text().show('score', 1); log(done.ok + ' ' + done.why)`),
  })
  await world.begin()
  await world.use('sign')
  expect([...world.logs, ...world.faults('sign')].join()).toMatch(/score/)
})

test('the page of what code made is written in live at once', async () => {
  world.put('maker', {
    code: used(
      `const note = await create({ name: 'note', text: 'a' }); await text(note).write('b'); log(text(note).whole)`,
    ),
  })
  await world.begin()
  await world.use('maker')
  expect(world.logs).toEqual(['maker: b'])
  expect(page(world.thing('note').id)).toBe('b')
  expect(world.pageEdits).toEqual([])
})

test('code can write code: the page that it writes starts to live', async () => {
  world.put('golem', { x: 200, text: 'clay' })
  world.put('rabbi', { code: used(`text(closest()).write('~~~js\\nlog("alive")\\n~~~')`) })
  await world.begin()
  await world.use('rabbi')
  await world.pass(1000)
  expect(world.logs).toEqual(['golem: alive'])
})

test('what code wrote and was not stored is stored when the play stops', async () => {
  world.put('writer', { code: used(`await text().insert(1, 'x')`) })
  await world.begin()
  await world.use('writer')
  await world.use('writer')
  expect(world.pageEdits.length).toBe(1)
  await world.stop()
  expect(page('writer')?.startsWith('x\nx\n')).toBe(true)
})
