// A world that a process has for somebody who comes, and one that goes to another process.
import { expect, it } from 'vitest'
import { createComingWorlds, type ComingWorlds } from '../../../server/cluster/holders/coming-worlds.ts'
import { Leases } from '../../../server/owner/leases/world-leases.ts'
import { inFrontOf } from '../../../server/storage/store-proxy.ts'
import type { Store } from '../../../server/storage/store.ts'
import { makeWorld } from '../../contract/made.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { createSharedMemory } from '../../support/memory-store/memory-store.ts'

async function twoProcesses() {
  const clock = new VirtualTime()
  const another = createSharedMemory()
  const store = another()
  const { key } = await makeWorld(store, 'garden')
  const here = new Leases({ store, clock, holder: 'here' })
  const coming = createComingWorlds(here, clock)
  const next = new Leases({ store: another(), clock, holder: 'next' })
  const third = new Leases({ store: another(), clock, holder: 'third' })
  const isFreeFor = async (leases: Leases): Promise<boolean> => {
    const lease = await leases.take(key, () => undefined)
    await lease?.release()
    return lease !== null
  }
  const countedStore = (asked: { count: number }): Store =>
    inFrontOf(another(), {
      lease(...how) {
        asked.count += 1
        return store.lease(...how)
      },
    })
  return { clock, key, here, coming, next, third, isFreeFor, countedStore }
}

it('[L37] it is kept for those who come for 5 s, however many they are', async () => {
  const { clock, key, coming, next, isFreeFor } = await twoProcesses()
  await coming.claim(key)
  await clock.pass(3_000)
  await coming.claim(key)
  await clock.pass(4_000)
  expect(await isFreeFor(next)).toBe(false)
  await clock.pass(1_500)
  expect(await isFreeFor(next)).toBe(true)
})

it('[L40] it goes to the process that it is given to, with the next epoch, and nobody here keeps it', async () => {
  const { key, here, coming, next, third, isFreeFor } = await twoProcesses()
  const lease = await here.take(key, () => undefined)
  expect(await Promise.all([1, 2].map(() => coming.claim(key)))).toEqual([true, true])
  here.leave(key, await next.name())
  expect(await coming.claim(key)).toBe(false)
  await coming.open(key)
  // Somebody relies on it still.
  expect(await isFreeFor(next)).toBe(false)
  await lease?.release()
  expect([await isFreeFor(third), await coming.claim(key)]).toEqual([false, false])
  const taken = await next.take(key, () => undefined)
  expect(taken?.epoch).toBe((lease?.epoch ?? 0) + 1)
})

it('[L40] it is free where the process that it was given to is gone, or none was named', async () => {
  const { key, here, coming, next, third, isFreeFor } = await twoProcesses()
  const name = await next.name()
  await next.stop()
  for (const to of [name, null]) {
    await coming.claim(key)
    here.leave(key, to)
    await coming.open(key)
    expect(await isFreeFor(third)).toBe(true)
  }
})

it('[L24] the store is asked once for all who come at the same time, also where another process has it', async () => {
  const { clock, key, next, countedStore } = await twoProcesses()
  const asked = { count: 0 }
  const leases = new Leases({ store: countedStore(asked), clock, holder: 'busy' })
  const crowd = (coming: ComingWorlds): Promise<boolean[]> =>
    Promise.all(Array.from({ length: 50 }, () => coming.claim(key)))
  const coming = createComingWorlds(leases, clock)
  const lease = await next.take(key, () => undefined)
  expect([new Set(await crowd(coming)), asked.count]).toEqual([new Set([false]), 1])
  await lease?.release()
  expect([new Set(await crowd(coming)), asked.count]).toEqual([new Set([true]), 2])
})
