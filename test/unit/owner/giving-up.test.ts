// Waiting for work that may never be done: it is given up when the work is lost, and finished work leaves
// nothing in memory.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createCancellableWait } from '../../../server/time/cancellable-wait.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { VirtualTime } from '../../simulation/time.ts'

const SOON = { ms: 60_000, late: 'late' } as const

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test('what is done is answered, and what fails fails', async () => {
  const wait = createCancellableWait(new Promise(() => undefined), systemClock)
  expect(await wait(() => Promise.resolve(3), SOON)).toBe(3)
  await expect(wait(() => Promise.reject(new Error('no')), SOON)).rejects.toThrow('no')
})

test('what waits when it is lost is given up, and nothing is begun after that', async () => {
  const lost = Promise.withResolvers<null>()
  const wait = createCancellableWait(lost.promise, systemClock)
  const never = wait(() => new Promise(() => undefined), SOON)
  lost.resolve(null)
  expect(await never).toBeNull()
  let begun = 0
  expect(await wait(() => Promise.resolve((begun += 1)), SOON)).toBeNull()
  expect(begun).toBe(0)
})

test('who waits too long is told so when their time is over, whoever waits longer or shorter', async () => {
  const time = new VirtualTime()
  const wait = createCancellableWait(new Promise(() => undefined), time)
  const told: string[] = []
  const first = Promise.withResolvers<string>()
  const note = (name: string, ms: number, work: Promise<string>): void =>
    void wait(() => work, { ms, late: 'late' }).then((answer) => told.push(`${name} ${answer} ${time.at}`))
  note('long', 8_000, first.promise)
  note('short', 3_000, new Promise(() => undefined))
  note('again', 8_000, new Promise(() => undefined))
  await time.pass(5_000)
  first.resolve('done')
  await time.pass(5_000)
  expect(told).toEqual(['short late 3000', 'long done 5000', 'again late 8000'])
})

test('nothing stays of what was done, however long it may still be lost', async () => {
  const wait = createCancellableWait(new Promise(() => undefined), systemClock)
  const done: WeakRef<object>[] = []
  const once = async (): Promise<void> => {
    const outcome = await wait(() => Promise.resolve({ ok: true }), SOON)
    if (outcome !== null && outcome !== 'late') done.push(new WeakRef(outcome))
  }
  for (let n = 0; n < 1000; n++) await once()
  await nextTurn()
  collect()
  await nextTurn()
  expect(done).toHaveLength(1000)
  // The last one may still be in a register.
  expect(done.filter((each) => each.deref() !== undefined).length).toBeLessThan(10)
})
