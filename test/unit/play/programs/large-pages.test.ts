// Code on pages of tens of thousands of letters: read piece by piece, after the changes, and as true as on
// small ones.
import { afterEach, expect, test, vi } from 'vitest'
import type * as Y from 'yjs'
import { textOf } from '../../../../shared/world/scene/scene.ts'
import { insertText } from '../../../../shared/world/edits/text-edits.ts'
import { TextReading } from '../../../../shared/yjs/texts/text-reading.ts'
import { id } from '../../world/made.ts'
import { pageWith, World } from '../world.ts'

/** What one go may look at. */
const STEPS_AT_ONCE = 20_000

let world = new World()
afterEach(async () => {
  vi.restoreAllMocks()
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

const COUNT_STARTS = `memory.starts = (memory.starts ?? 0) + 1; log('start ' + memory.starts)`

/** A page with code, and behind it so many letters, each an item of its own. */
async function begin(letters: number): Promise<Y.Text> {
  world.put('thing', { text: `${pageWith(`${COUNT_STARTS}\nlog('old')`)}\n\n` })
  const text = textOf(world.scene, id('thing'))
  if (text === null) throw new Error('the thing has no page')
  const end = text.length
  world.scene.transact(() => {
    for (let letter = 0; letter < letters; letter += 1) text.insert(end, 'x')
  })
  await world.begin()
  await world.pass(1000)
  expect(world.logs).toEqual(['thing: start 1', 'thing: old'])
  return text
}

/** How many items were looked at in each go since. */
function watchReading(): () => readonly number[] {
  const read = vi.spyOn(TextReading.prototype, 'readOn')
  return () =>
    read.mock.calls.map(([steps], call) => {
      const result = read.mock.results[call]
      return result?.type === 'return' && Number.isFinite(steps) ? steps - result.value : Infinity
    })
}

function type(words: string): void {
  const at = textOf(world.scene, id('thing'))?.toJSON().indexOf('old') ?? -1
  world.done(insertText(world.edit, id('thing'), at, words))
}

test('a large page that changes in many parts is read after them, in pieces', async () => {
  const text = await begin(50_000)
  const steps = watchReading()
  for (let part = 0; part < 30; part += 1) {
    world.scene.transact(() => {
      for (let at = 0; at < 50; at += 1) text.insert(text.length - at * 5, 'x')
    }, 'somebody')
    expect(steps()).toEqual([])
    await world.pass(5)
  }
  await world.pass(1000)
  expect(steps().length).toBeGreaterThan(2)
  expect(Math.max(...steps())).toBeLessThanOrEqual(STEPS_AT_ONCE)
  expect(world.logs.length).toBe(2)
  // Somebody types on, and no half of it counts.
  for (const words of ['n', 'e', 'w']) {
    type(words)
    await world.pass(200)
  }
  expect(world.logs.length).toBe(2)
  await world.pass(600)
  expect(world.logs.slice(2)).toEqual(['thing: start 2', 'thing: newold'])
})

test('a page that is changed while it is read is read anew; if that goes on, at last in one go', async () => {
  const text = await begin(50_000)
  const steps = watchReading()
  type('new')
  for (let ms = 0; ms < 4_000; ms += 50) {
    await world.pass(50)
    text.insert(text.length, '.')
  }
  expect(world.logs.length).toBe(2)
  expect(Math.max(...steps())).toBeLessThanOrEqual(STEPS_AT_ONCE)
  for (let ms = 0; ms < 2_000; ms += 50) {
    await world.pass(50)
    text.insert(text.length, '.')
  }
  expect(steps().filter((each) => each > STEPS_AT_ONCE).length).toBe(1)
  await world.pass(1_000)
  expect(world.logs.slice(2)).toEqual(['thing: start 2', 'thing: newold'])
})

test('a program that edits a large page where somebody types counts, too', async () => {
  await begin(25_000)
  type('new')
  await world.pass(280)
  // As a program’s edit: it counts at once.
  const text = textOf(world.scene, id('thing'))
  world.scene.transact(() => text?.insert(text.toJSON().indexOf('old'), 'est'), 'behavior')
  await world.pass(1_000)
  expect(world.logs.slice(2)).toEqual(['thing: start 2', 'thing: newestold'])
})
