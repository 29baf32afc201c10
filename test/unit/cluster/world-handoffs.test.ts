// A world that a process opens for somebody who comes, while others come and the one that leads wants it.
import { expect, it } from 'vitest'
import { WorldHandoffs } from '../../../server/cluster/holders/world-handoffs.ts'
import { Leases } from '../../../server/owner/leases/world-leases.ts'
import { makeWorld } from '../../contract/made.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { createSharedMemory } from '../../support/memory-store/memory-store.ts'

async function twoProcesses() {
  const clock = new VirtualTime()
  const another = createSharedMemory()
  const store = another()
  const { key } = await makeWorld(store, 'garden')
  const handoffs = new WorldHandoffs({ leases: new Leases({ store, clock, holder: 'here' }), clock })
  const leader = new Leases({ store: another(), clock, holder: 'leader' })
  const isFree = async (): Promise<boolean> => {
    const lease = await leader.take(key, () => undefined)
    await lease?.release()
    return lease !== null
  }
  return { clock, key, handoffs, isFree }
}

it('[L37] it is kept for those who come for 5 s, however many they are', async () => {
  const { clock, key, handoffs, isFree } = await twoProcesses()
  await handoffs.claim(key)
  await clock.pass(3_000)
  await handoffs.claim(key)
  await clock.pass(4_000)
  expect(await isFree()).toBe(false)
  await clock.pass(1_500)
  expect(await isFree()).toBe(true)
})

it('[L37] once it is let go of it is free at once, though several came in the same moment', async () => {
  const { key, handoffs, isFree } = await twoProcesses()
  expect(await Promise.all([1, 2, 3].map(() => handoffs.claim(key)))).toEqual([true, true, true])
  await handoffs.leave(key)
  expect(await isFree()).toBe(true)
})

it('[L37] nobody who came while it was let go of keeps it', async () => {
  const { key, handoffs, isFree } = await twoProcesses()
  const coming = [1, 2].map(() => handoffs.claim(key))
  await handoffs.leave(key)
  expect(await Promise.all(coming)).toEqual([false, false])
  expect(await isFree()).toBe(true)
})
