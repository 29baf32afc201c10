// A question that many share holds its answer no longer than they do: it may be a list of all worlds.
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sharedRequest } from '../../../server/time/shared-request.ts'
import { collectGarbage } from '../../../server/workers/garbage-collection.ts'
import { VirtualTime } from '../../simulation/time.ts'

test('an answer is let go of once those who asked have had it', async () => {
  const ask = sharedRequest(() => Promise.resolve(['a long list']), new VirtualTime())
  const held = new WeakRef(await ask())
  await setImmediate()
  collectGarbage()
  expect(held.deref()).toBeUndefined()
})
