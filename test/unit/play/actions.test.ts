// Actions of people: done once however often they are sent, with their outcome in the same update; and when
// they are stored.
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ASKED_MS } from '../../../shared/play/tick-loop.ts'
import { SWOLLEN_BYTES } from '../../../shared/play/documents/live-commits.ts'
import { liveMetaOf, memoryOf, outcomeOf, speechOf } from '../../../shared/world/live/live-state.ts'
import { settle } from '../../simulation/time.ts'
import { id } from '../world/made.ts'
import { World } from './world.ts'

let world = new World()
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

const COUNTER = `on('use', () => { memory.used = (memory.used ?? 0) + 1 })`
const use = { verb: 'use', thing: id('thing') } as const

test('an action that is sent twice has one effect and the same outcome, also after a restart', async () => {
  world.put('thing', { code: COUNTER })
  await world.begin()
  const first = await world.ask(use, 'one', 3)
  expect(await world.ask(use, 'one', 3)).toEqual(first)
  expect(await world.ask(use, 'one', 2)).toEqual(first)
  await world.stop()
  await world.begin()
  expect(await world.ask(use, 'one', 3)).toEqual(first)
  expect(world.memory('thing')).toEqual({ used: 1 })
  await world.ask(use, 'one', 4)
  await world.ask(use, 'two', 3)
  expect(world.memory('thing')).toEqual({ used: 3 })
})

test('whoever uses a thing without a body is told when its code did nothing for lack of one', async () => {
  world.put('thing', {
    code: `on('use', ({ subject }) => { if (subject !== null) whisper(subject, 'Hello') })`,
  })
  world.put('asking', { x: 200, code: `on('use', ({ subject }) => ask(subject, 'Tea?'))` })
  world.put('lamp', { x: 400, code: `on('use', () => set(self, { sprite: 'lamp-lit' }))` })
  await world.begin()
  const words =
    'Nothing happened. You are not standing in this world, and this may need somebody who is. Press Walk to come in, then use it.'
  expect(await world.ask(use, 'one', 1)).toEqual({ ok: true, why: words })
  expect(await world.ask({ ...use, thing: id('asking') }, 'one', 2)).toEqual({ ok: true, why: words })
  expect(await world.ask({ ...use, thing: id('lamp') }, 'one', 3)).toEqual({ ok: true, why: null })
})

test('an action that is sent again while it is under way is one action', async () => {
  world.put('thing', { code: COUNTER })
  await world.begin()
  const play = world.play
  if (play === null) throw new Error('nothing plays')
  const asked = { session: 'one', sequence: 1, action: use, person: 'Ada' }
  const outcomes = Promise.all([play.act(asked), play.act(asked)])
  await world.pass(200)
  expect(await outcomes).toEqual([
    { ok: true, why: null },
    { ok: true, why: null },
  ])
  expect(world.memory('thing')).toEqual({ used: 1 })
})

test('whoever asks for the same action a hundred thousand times has one answer for each', async () => {
  world.put('thing', { code: COUNTER })
  await world.begin()
  const asked = { session: 'one', sequence: 1, action: use, person: 'Ada' }
  let answers = 0
  const receiver = { answered: () => void (answers += 1), failed: () => expect.unreachable() }
  for (let n = 0; n < 100_000; n += 1) world.play?.ask(asked, receiver)
  await world.pass(200)
  expect(answers).toBe(100_000)
  expect(world.memory('thing')).toEqual({ used: 1 })
})

test('what an action did and its outcome are in one update, however many programs hear of it', async () => {
  world.put('thing', { code: COUNTER })
  const watcher = `on('use', { role: 'observer' }, () => { memory.saw = 1 })`
  for (let n = 0; n < 5; n += 1) world.put(`w${n}`, { x: 100 * n + 100, code: watcher })
  world.open()
  await world.pass(300)
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(world.stored))
  const halves: string[] = []
  world.stored.on('update', (update) => {
    Y.applyUpdate(copy, update)
    const parts = [
      outcomeOf(copy, 'one') !== null,
      memoryOf(copy, id('thing'))['used'] === 1,
      memoryOf(copy, id('w4'))['saw'] === 1,
    ]
    if (new Set(parts).size > 1) halves.push(parts.join())
  })
  expect(await world.ask(use, 'one', 1)).toEqual({ ok: true, why: null })
  expect(outcomeOf(copy, 'one')).not.toBeNull()
  expect(halves).toEqual([])
})

test('an outcome is told when it is stored, not before', async () => {
  world.put('thing', { code: COUNTER })
  let store: (() => void) | null = null
  world.open({
    commit: (update) =>
      new Promise((resolve) => {
        store = () => {
          Y.applyUpdate(world.stored, update)
          resolve()
        }
      }),
  })
  await world.pass(100)
  const stores = (): void => store?.()
  stores()
  await world.pass(100)
  let outcome: unknown = null
  void world.play
    ?.act({ session: 'one', sequence: 1, action: use, person: 'Ada' })
    .then((came) => (outcome = came))
  await world.pass(1000)
  expect(outcome).toBeNull()
  stores()
  await settle()
  expect(outcome).toEqual({ ok: true, why: null })
  world.die()
})

test('when storing fails the play is over: who waits is told, and nothing more is stored', async () => {
  world.put('thing', { code: COUNTER })
  let isBroken = false
  const failures: unknown[] = []
  let stored = 0
  world.open({
    commit: async () => {
      if (isBroken) throw new Error('the disk is full')
      stored += 1
    },
    onFailed: (error) => void failures.push(error),
  })
  await world.pass(200)
  isBroken = true
  const before = stored
  const asked = world.play?.act({ session: 'one', sequence: 1, action: use, person: 'Ada' })
  const refused = expect(asked).rejects.toThrow('over')
  await world.pass(1000)
  await refused
  expect(failures.map(String)).toEqual(['Error: the disk is full'])
  isBroken = false
  world.write('thing', `memory.more = 1`)
  await world.pass(5000)
  expect(stored).toBe(before)
})

test('a play whose last words cannot be stored does not end as if they were', async () => {
  world.put('thing', { code: COUNTER })
  let isBroken = false
  world.open({
    commit: async (update) => {
      if (isBroken) throw new Error('the disk is full')
      Y.applyUpdate(world.stored, update)
    },
  })
  await world.pass(200)
  isBroken = true
  const stopped = expect(world.play?.stop()).rejects.toThrow('the disk is full')
  await world.pass(100)
  await stopped
  world.play = null
})

test('the first action after a pause is done at once, those that follow a little later, together', async () => {
  world.put('thing', { code: COUNTER })
  await world.begin()
  await world.pass(1000)
  const before = world.commits.length
  const play = world.play
  const act = (sequence: number) =>
    void play?.act({ session: `s${sequence}`, sequence, action: use, person: 'Ada' })
  act(1)
  await world.pass(0)
  expect(world.commits.length).toBe(before + 1)
  for (let n = 2; n < 10; n += 1) act(n)
  await world.pass(ASKED_MS - 1)
  expect(world.commits.length).toBe(before + 1)
  await world.pass(1)
  expect(world.commits.length).toBe(before + 2)
  expect(world.memory('thing')).toEqual({ used: 9 })
})

test('what is not there cannot be used, nor spoken on; silence is not said', async () => {
  await world.begin()
  expect(await world.ask({ verb: 'use', thing: id('nobody') })).toEqual({
    ok: false,
    why: 'That thing is no longer here.',
  })
  expect((await world.ask({ verb: 'say', words: 'hi', on: id('nobody') })).ok).toBe(false)
  expect((await world.ask({ verb: 'say', words: '  ', on: id('root') })).ok).toBe(false)
  expect((await world.ask({ verb: 'say', words: 'x'.repeat(501), on: id('root') })).ok).toBe(false)
  expect(speechOf(world.stored)).toEqual([])
})

test('live is renewed when it has swollen: it stays small, and a stock reader follows', async () => {
  world.put('thing', {
    code: `every(0.1, () => { memory.n = (memory.n ?? 0) + 1; memory.words = String(memory.n).padStart(2000, 'x'); placeAt(memory.n % 800, 0) })`,
  })
  await world.begin()
  const away = new Y.Doc()
  Y.applyUpdate(away, Y.encodeStateAsUpdate(world.stored))
  const began = liveMetaOf(world.stored).generation
  await world.pass(60_000)
  expect(world.commits.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(3 * SWOLLEN_BYTES)
  expect(liveMetaOf(world.stored).generation).toBeGreaterThan(began + 1)
  expect(world.memory('thing')['n']).toBe(600)
  expect(Y.encodeStateAsUpdate(world.stored).length).toBeLessThan(SWOLLEN_BYTES)
  Y.applyUpdate(away, Y.encodeStateAsUpdate(world.stored, Y.encodeStateVector(away)))
  expect(memoryOf(away, id('thing'))).toEqual(world.memory('thing'))
})
