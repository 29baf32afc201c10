// The life of programs: when they start and stop, what they keep, and what happens to those that fail.
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { sendToLimbo, bringBack } from '../../../../shared/world/edits/place-edits.ts'
import { insertText, setText } from '../../../../shared/world/edits/text-edits.ts'
import { CODE_HELD, HELD_WORDS, letCodeRun } from '../../../../shared/behavior/held-code.ts'
import { asleepOf, declaredOf, faultsOf } from '../../../../shared/world/live/live-state.ts'
import { textOf } from '../../../../shared/world/scene/scene.ts'
import { id } from '../../world/made.ts'
import { pageWith, World } from '../world.ts'

let world = new World()
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

const COUNT_STARTS = `memory.starts = (memory.starts ?? 0) + 1; log('start ' + memory.starts)`

test('only pages with code live; they are woken when they start', async () => {
  world.put('prose', { text: '# Words\n\n- a list\n' })
  world.put('alive', { code: `on('wake', () => log('awake')); log('top')` })
  await world.begin()
  expect(world.logs).toEqual(['alive: top', 'alive: awake'])
})

test('code that is changed starts 300 ms after the typing pauses, with its memory, and the old program is gone whole', async () => {
  world.put('thing', {
    x: 200,
    code: `${COUNT_STARTS}; every(1, () => log('old beat')); on('use', () => log('old')); moveTo(600, 0)`,
  })
  await world.begin()
  await world.pass(1100)
  expect(world.logs).toEqual(['thing: start 1', 'thing: old beat'])
  world.write('thing', `${COUNT_STARTS}; on('use', () => log('half`)
  await world.pass(200)
  world.write('thing', `${COUNT_STARTS}; on('use', () => log('new'))`)
  await world.pass(250)
  expect(world.logs.length).toBe(2)
  await world.pass(200)
  expect(world.logs.slice(2)).toEqual(['thing: start 2'])
  const stands = world.at('thing')
  expect(world.thing('thing').walk).toBeNull()
  await world.use('thing')
  await world.pass(3000)
  expect(world.logs.slice(3)).toEqual(['thing: new'])
  expect(world.at('thing')).toBe(stands)
})

test('prose around the code does not start it anew, and the lines of faults move along', async () => {
  world.put('thing', { code: `${COUNT_STARTS}\non('use', () => {\n  nothing.here\n})` })
  await world.begin()
  await world.use('thing')
  expect(faultsOf(world.stored, id('thing'))).toMatchObject([{ line: 6, code: 2, kind: 'error', count: 1 }])
  world.done(insertText(world.edit, id('thing'), 0, 'One\nTwo\n'))
  await world.pass(1000)
  expect(faultsOf(world.stored, id('thing'))).toMatchObject([{ line: 8, code: 2 }])
  await world.use('thing')
  expect(faultsOf(world.stored, id('thing'))).toMatchObject([{ line: 8, count: 2 }])
  expect(world.logs).toEqual(['thing: start 1'])
})

test('faults are gone once the code is another', async () => {
  world.put('thing', { code: `oops(` })
  await world.begin()
  expect(world.faults('thing')[0]).toContain('SyntaxError')
  world.write('thing', `log('fine')`)
  await world.pass(1000)
  expect(world.faults('thing')).toEqual([])
  expect(world.logs).toEqual(['thing: fine'])
})

test('a handler that fails has no effects', async () => {
  world.put('thing', {
    code: `on('use', () => { set(self, { name: 'changed' }); memory.a = 1; throw new Error('no') })`,
  })
  await world.begin()
  const why = expect.stringContaining('Nothing happened. You are not standing in this world')
  expect(await world.use('thing')).toEqual({ ok: true, why })
  expect(world.thing('thing').name).toBe('thing')
  expect(world.memory('thing')).toEqual({})
  expect(world.faults('thing')).toEqual(['error 4 x1: Error: no'])
})

test('a program that fails again and again sleeps, says why, and can be woken', async () => {
  world.put('thing', { code: `log('start'); on('use', () => { log('used'); throw new Error('no') })` })
  await world.begin()
  for (let times = 0; times < 12; times += 1) await world.use('thing')
  expect(world.logs.filter((line) => line === 'thing: used').length).toBe(10)
  expect(asleepOf(world.stored, id('thing'))?.why).toContain('kept failing')
  await world.stop()
  await world.begin()
  expect(world.logs.filter((line) => line === 'thing: start').length).toBe(1)
  expect(await world.ask({ verb: 'wake', thing: id('thing') })).toEqual({ ok: true, why: null })
  expect(asleepOf(world.stored, id('thing'))).toBeNull()
  expect(world.logs.filter((line) => line === 'thing: start').length).toBe(2)
})

test('[F13] code that came with files sleeps, and so does what it is changed to, until somebody lets it run', async () => {
  world.put('thing', { code: `log('start')` })
  world.scene.getMap<Y.Map<unknown>>('artifacts').get('thing')?.set(CODE_HELD, true)
  await world.begin()
  expect(asleepOf(world.stored, id('thing'))?.why).toBe(HELD_WORDS)
  world.write('thing', `log('start anew')`)
  await world.pass(1000)
  expect(asleepOf(world.stored, id('thing'))?.why).toBe(HELD_WORDS)
  expect(world.logs).toEqual([])
  world.done(letCodeRun(world.edit, id('thing')))
  expect(await world.ask({ verb: 'wake', thing: id('thing') })).toEqual({ ok: true, why: null })
  await world.stop()
  await world.begin()
  expect(world.logs).toEqual(['thing: start anew', 'thing: start anew'])
})

test('new code wakes a program that sleeps', async () => {
  world.put('thing', { code: `on('use', () => { throw new Error('no') })` })
  await world.begin()
  for (let times = 0; times < 10; times += 1) await world.use('thing')
  expect(asleepOf(world.stored, id('thing'))).not.toBeNull()
  world.write('thing', `log('better')`)
  await world.pass(1000)
  expect(asleepOf(world.stored, id('thing'))).toBeNull()
  expect(world.logs).toEqual(['thing: better'])
})

test('what is in limbo does not run, nor what is inside it, and both run again when brought back', async () => {
  const code = `${COUNT_STARTS}; every(1, () => log('beat'))`
  world.put('box', { code })
  world.put('inner', { on: 'box', code })
  await world.begin()
  world.done(sendToLimbo(world.edit, id('box')))
  await world.pass(5000)
  expect(world.logs).toEqual(['box: start 1', 'inner: start 1'])
  world.done(bringBack(world.edit, id('box')))
  await world.pass(1500)
  expect(world.logs.slice(2).sort()).toEqual(['box: beat', 'box: start 2', 'inner: beat', 'inner: start 2'])
})

test('settings that are declared are in live, and are gone with the code that declared them', async () => {
  world.put('thing', { code: `props({ size: 3 })` })
  await world.begin()
  expect(declaredOf(world.stored, id('thing'))).toEqual({ size: 3 })
  world.write('thing', `log('none')`)
  await world.pass(1000)
  expect(declaredOf(world.stored, id('thing'))).toBeNull()
})

test('two people who edit different lines of one program while apart: it has both, starts once, and keeps its memory', async () => {
  world.put('thing', { code: `${COUNT_STARTS}\nconst a = 1\n// between\nconst b = 1\nlog(a + ' ' + b)` })
  await world.begin()
  const apart = [new Y.Doc(), new Y.Doc()]
  for (const [index, doc] of apart.entries()) {
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(world.scene))
    const page = textOf(doc, id('thing'))
    const line = index === 0 ? 'const a = 1' : 'const b = 1'
    page?.insert(page.toJSON().indexOf(line) + line.length, `0${index}`)
  }
  for (const doc of apart) {
    Y.applyUpdate(world.scene, Y.encodeStateAsUpdate(doc))
    await world.pass(120)
  }
  await world.pass(1000)
  expect(world.logs).toEqual(['thing: start 1', 'thing: 1 1', 'thing: start 2', 'thing: 100 101'])
})

test('an edit counts over what code did before it, and code over the edit after that', async () => {
  world.put('thing', { code: `on('use', () => placeAt(300, 300))` })
  await world.begin()
  await world.use('thing')
  expect(world.at('thing')).toBe('root 300,300')
  const { moveArtifact } = await import('../../../../shared/world/edits/place-edits.ts')
  world.done(moveArtifact(world.edit, id('thing'), { host: id('root'), x: 7, y: 7 }))
  await world.pass(100)
  expect(world.at('thing')).toBe('root 7,7')
  await world.use('thing')
  expect(world.at('thing')).toBe('root 300,300')
})

test('writes of one tick are one update, and a world in which nothing happens writes nothing', async () => {
  world.put('thing', {
    code: `on('use', () => { for (let i = 0; i < 50; i += 1) { placeAt(100 + i, 0); memory['k' + i] = i } })`,
  })
  await world.begin()
  const before = world.commits.length
  await world.use('thing')
  expect(world.commits.length).toBe(before + 1)
  await world.pass(60 * 60 * 1000)
  expect(world.commits.length).toBe(before + 1)
})

test('code that is not closed, or empty, or of another language, runs nothing', async () => {
  world.put('a', { text: '```js\n\n```\n' })
  world.put('b', { text: '```python\nprint(1)\n```\n' })
  await world.begin()
  world.done(setText(world.edit, id('a'), pageWith(`log('now')`)))
  await world.pass(500)
  expect(world.logs).toEqual(['a: now'])
})
