// Waiting for work that may never be done: it is given up when the work is lost, and finished work leaves
// nothing in memory.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createCancellableWait } from '../../../server/time/cancellable-wait.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test('what is done is answered, and what fails fails', async () => {
  const wait = createCancellableWait(new Promise(() => undefined))
  expect(await wait(() => Promise.resolve(3))).toBe(3)
  await expect(wait(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test('what waits when it is lost is given up, and nothing is begun after that', async () => {
  const lost = Promise.withResolvers<null>()
  const wait = createCancellableWait(lost.promise)
  const never = wait(() => new Promise(() => undefined))
  lost.resolve(null)
  expect(await never).toBeNull()
  let begun = 0
  expect(await wait(() => Promise.resolve((begun += 1)))).toBeNull()
  expect(begun).toBe(0)
})

test('nothing stays of what was done, however long it may still be lost', async () => {
  const wait = createCancellableWait(new Promise(() => undefined))
  const done: WeakRef<object>[] = []
  const once = async (): Promise<void> => {
    const outcome = await wait(() => Promise.resolve({ ok: true }))
    if (outcome !== null) done.push(new WeakRef(outcome))
  }
  for (let n = 0; n < 1000; n++) await once()
  await nextTurn()
  collect()
  await nextTurn()
  expect(done).toHaveLength(1000)
  // The last one may still be in a register.
  expect(done.filter((each) => each.deref() !== undefined).length).toBeLessThan(10)
})
