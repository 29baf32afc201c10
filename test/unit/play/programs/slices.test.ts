// Events in the middle of a tick: others get a turn, and edits that come in between count.
import { expect, test } from 'vitest'
import { createSlicedQueue } from '../../../../shared/play/programs/sliced-queue.ts'
import { moveArtifact } from '../../../../shared/world/edits/place-edits.ts'
import { settle } from '../../../simulation/time.ts'
import { id } from '../../world/made.ts'
import { scriptedSandbox } from './scripted-sandbox.ts'
import { World } from '../world.ts'

const NEVER_FULL = { isFull: () => false, isOverfull: () => false }

test('many acts at once are done in order and in slices: whatever else there is gets a turn', async () => {
  let now = 0
  const turns: (() => void)[] = []
  const queue = createSlicedQueue(
    {
      now: () => now,
      after(_ms, act) {
        turns.push(act)
        return () => undefined
      },
    },
    NEVER_FULL,
  )
  const done: number[] = []
  for (let n = 0; n < 100; n += 1) {
    queue.add(() => {
      now += 1
      done.push(n)
      if (n === 50) queue.add(() => done.push(-1))
    })
  }
  const slices: number[] = []
  const state = { isOver: false }
  const working = queue.work().then(() => (state.isOver = true))
  await settle()
  while (!state.isOver) {
    slices.push(done.length)
    turns.shift()?.()
    await settle()
  }
  await working
  expect(done).toEqual([...Array.from({ length: 100 }, (_, n) => n), -1])
  expect(slices).toEqual(Array.from({ length: 20 }, (_, n) => 5 * (n + 1)))
})

test('what does not fit into a tick waits for the next, and what belongs together goes into one, up to a bound', async () => {
  const done: number[] = []
  const since = { last: 0 }
  const writes = {
    isFull: () => done.length - since.last >= 3,
    isOverfull: () => done.length - since.last >= 10,
  }
  const queue = createSlicedQueue({ now: () => 0, after: () => () => undefined }, writes)
  for (const end of [2, 4, 20]) {
    for (let n = done.length; n < end; n += 1) queue.add(() => done.push(n), n === end - 1)
  }
  const ticks: number[] = []
  while (!queue.isEmpty()) {
    since.last = done.length
    await queue.work()
    ticks.push(done.length - since.last)
  }
  expect(ticks).toEqual([6, 10, 10])
  expect(queue.isEmpty()).toBe(true)
})

test('an edit that comes while a tick is under way beats what was done before it, and not what is done after', async () => {
  const world = new World()
  const place = (x: number) => ({ do: 'placeAt', thing: id('thing'), x, y: 0, on: null, call: x }) as const
  const scripted = scriptedSandbox({
    mover: () => (delivery) => {
      if (delivery.type === 'start')
        return { effects: [{ do: 'on', handler: 1, event: 'use', role: null, of: null }] }
      if (delivery.type === 'event')
        return { effects: [place(100), { do: 'set', thing: id('thing'), changes: { width: 77 }, call: 1 }] }
      return {}
    },
  })
  let open: (() => void) | null = null
  const sandbox = {
    ...scripted,
    async run(jobs: Parameters<typeof scripted.run>[0]) {
      // The outcomes of the acts are told in a second round, which takes its time.
      const isAnswer = jobs.some(({ deliveries }) => deliveries.some(({ type }) => type === 'answer'))
      if (isAnswer) await new Promise<void>((resolve) => (open = resolve))
      return scripted.run(jobs)
    },
  }
  world.put('thing', { code: 'mover' })
  await world.begin({ sandbox })
  const used = world.play?.act({
    session: 'one',
    sequence: 1,
    action: { verb: 'use', thing: id('thing') },
    person: 'Ada',
  })
  await world.pass(100)
  world.done(moveArtifact(world.edit, id('thing'), { host: id('root'), x: 500, y: 500 }))
  const goOn = (): void => open?.()
  goOn()
  await world.pass(100)
  expect(await used).toEqual({ ok: true, why: null })
  expect(world.at('thing')).toBe('root 500,500')
  expect(world.thing('thing').look.width).toBe(77)
  const again = world.play?.act({
    session: 'one',
    sequence: 2,
    action: { verb: 'use', thing: id('thing') },
    person: 'Ada',
  })
  await world.pass(100)
  goOn()
  await world.pass(100)
  expect(await again).toEqual({ ok: true, why: null })
  expect(world.at('thing')).toBe('root 100,0')
  await world.stop()
  expect(world.failures).toEqual([])
})
