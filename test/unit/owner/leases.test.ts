// Who owns a world, process by process, under a time that the test holds: nobody is taken for dead who lives,
// whatever the clocks on the walls say, and nobody relies on a lease that another may have.
import { expect, it } from 'vitest'
import { keepWorlds } from '../../../server/owner/leases/kept-worlds.ts'
import { Leases } from '../../../server/owner/leases/world-leases.ts'
import { LEASE_MS } from '../../../server/owner/leases/process-heartbeat.ts'
import type { ServerClock } from '../../../server/time/server-clock.ts'
import type { Store } from '../../../server/storage/store.ts'
import { makeWorld } from '../../contract/made.ts'
import { createFaultyStore } from '../../fault/disk/faulty-store.ts'
import { createSharedMemory } from '../../support/memory-store/memory-store.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { HeldClock, skewed } from './home.ts'

const WRONG_MS = 5 * 60_000

/** A process that wants leases; it can be stopped, and its store can fail. */
function processOn(store: Store, clock: ServerClock, holder: string) {
  const held = new HeldClock(clock)
  let isAway = false
  const faulty = createFaultyStore(store, { failOn: () => isAway })
  const lost: string[] = []
  const leases = new Leases({ store: faulty, clock: held, holder })
  return {
    leases,
    lost,
    stop: () => held.hold(),
    goOn: () => held.goOn(),
    setAway: (away: boolean) => (isAway = away),
    take: async (world: Parameters<Leases['take']>[0]) => leases.take(world, () => lost.push(holder)),
  }
}

async function garden() {
  const time = new VirtualTime()
  const another = createSharedMemory()
  const store = another()
  const { key } = await makeWorld(store, 'garden')
  const one = processOn(another(), skewed(time, WRONG_MS), 'one')
  const two = processOn(another(), skewed(time, -WRONG_MS), 'two')
  /** Asks again and again, as who waits for a world does; the time until they have it, or `mostMs`. */
  const waitFor = async (process: typeof one, mostMs: number): Promise<number> => {
    const from = time.at
    while (time.at - from < mostMs) {
      if ((await process.take(key)) !== null) break
      await time.pass(1_000)
    }
    return time.at - from
  }
  return { time, store, key, one, two, waitFor }
}

it('[O8] who lives keeps a world for good, whatever the clocks say', async () => {
  const { time, key, one, two, waitFor } = await garden()
  const lease = await one.take(key)
  expect(await waitFor(two, 20 * LEASE_MS)).toBeGreaterThanOrEqual(20 * LEASE_MS)
  time.jumped = 10 * LEASE_MS
  expect(await waitFor(two, 5 * LEASE_MS)).toBeGreaterThanOrEqual(5 * LEASE_MS)
  expect([lease?.isOver(), one.lost]).toEqual([false, []])
})

it('[L37] who may ask for a world is given it, though others come back to it; else it stays where it is', async () => {
  const another = createSharedMemory()
  const store = another()
  const { key } = await makeWorld(store, 'garden')
  const clock = new VirtualTime()
  const one = new Leases({ store: another(), clock, holder: 'one' })
  let has = await one.take(key, () => undefined)
  let asked = 0
  const pull = async (): Promise<boolean> => {
    asked += 1
    await has?.release()
    // Somebody comes to it there before it is taken.
    if (asked === 1) has = await one.take(key, () => undefined)
    return true
  }
  const two = new Leases({ store: another(), clock, holder: 'two', pull })
  const lease = await two.take(key, () => undefined)
  expect(lease?.isOver()).toBe(false)
  expect(asked).toBe(2)
  expect(await one.take(key, () => undefined)).toBeNull()
  lease?.refused()
  expect(one.counts).toEqual({ leasesTaken: 2, writesRefused: 0 })
  expect(two.counts).toEqual({ leasesTaken: 1, writesRefused: 1 })
})

it('[L37] a world can be taken only if it is free, and then nobody is asked to let go of it', async () => {
  const another = createSharedMemory()
  const { key } = await makeWorld(another(), 'garden')
  const clock = new VirtualTime()
  const one = new Leases({ store: another(), clock, holder: 'one' })
  const has = await one.take(key, () => undefined)
  const pull = (): Promise<boolean> => Promise.reject(new Error('nobody is asked'))
  const two = new Leases({ store: another(), clock, holder: 'two', pull })
  expect([await two.takeFree(key, () => undefined), two.has(key), has?.isOver()]).toEqual([
    null,
    false,
    false,
  ])
  await has?.release()
  const lease = await two.takeFree(key, () => undefined)
  expect([lease?.isOver(), two.has(key), one.has(key)]).toEqual([false, true, false])
})

it('[L37] who comes to lead keeps its worlds: each is its own under a new epoch, or free after 5 s', async () => {
  const another = createSharedMemory()
  const store = another()
  const [garden, pond] = [await makeWorld(store, 'garden'), await makeWorld(store, 'pond')]
  const clock = new VirtualTime()
  const follows = new Leases({ store: another(), clock, holder: 'one/worlds' })
  const two = new Leases({ store: another(), clock, holder: 'two' })
  const [inGarden, inPond] = [
    await follows.take(garden.key, () => undefined),
    await follows.take(pond.key, () => undefined),
  ]
  follows.close()
  await inPond?.release()

  const kept = keepWorlds(another(), await follows.pass(), clock)
  expect([kept.before, inGarden?.isOver()]).toEqual(['one/worlds/1', true])
  expect(await two.take(garden.key, () => undefined)).toBeNull()
  const leads = new Leases({ store: another(), clock, holder: 'one', kept })
  const again = await leads.take(garden.key, () => undefined)
  expect(again?.epoch).toBe((inGarden?.epoch ?? 0) + 1)

  await clock.pass(4_000)
  expect(await two.take(pond.key, () => undefined)).toBeNull()
  await clock.pass(2_000)
  expect(kept.before).toBeNull()
  expect(await two.take(pond.key, () => undefined)).not.toBeNull()
  expect([await two.take(garden.key, () => undefined), again?.isOver()]).toEqual([null, false])
})

it('[L37] what was just being taken when a process came to lead is kept, too', async () => {
  const another = createSharedMemory()
  const { key } = await makeWorld(another(), 'garden')
  const clock = new VirtualTime()
  const follows = new Leases({ store: another(), clock, holder: 'one/worlds' })
  const taking = follows.take(key, () => undefined)
  await Promise.resolve()
  const kept = keepWorlds(another(), await follows.pass(), clock)
  const before = await taking
  const leads = new Leases({ store: another(), clock, holder: 'one', kept })
  const again = await leads.take(key, () => undefined)
  expect([kept.before, again?.epoch, before?.isOver()]).toEqual([
    'one/worlds/1',
    (before?.epoch ?? 0) + 1,
    true,
  ])
  // Under the name of before nobody says any more that it lives.
  await clock.pass(6_000)
  expect((await another().processes()).map(({ process }) => process)).toEqual(['one/1'])
})

it('[L37] who has stopped, or passed on what it had, takes nothing and is among nobody', async () => {
  const another = createSharedMemory()
  const store = another()
  const { key } = await makeWorld(store, 'garden')
  const clock = new VirtualTime()
  for (const end of ['stop', 'pass'] as const) {
    const leases = new Leases({ store: another(), clock, holder: end })
    const lease = await leases.take(key, () => undefined)
    await lease?.release()
    await leases[end]()
    expect(await leases.take(key, () => undefined)).toBeNull()
    await clock.pass(20_000)
  }
  expect((await store.processes()).map(({ process }) => process)).toEqual(['pass/1'])
})

it('[O8] who stopped is followed after a lease and a beat; before that it relies on nothing', async () => {
  const { time, key, one, two, waitFor } = await garden()
  const lease = await one.take(key)
  await time.pass(20_000)
  one.stop()
  const waited = await waitFor(two, 10 * LEASE_MS)
  expect(waited).toBeGreaterThanOrEqual(LEASE_MS)
  expect(waited).toBeLessThanOrEqual(LEASE_MS + 6_000)
  one.goOn()
  expect(lease?.isOver()).toBe(true)
  await time.pass(10)
  expect(one.lost).toEqual(['one'])
  expect(await one.take(key)).toBeNull()
})

it('[O8] who cannot reach the store is sure of its worlds for two thirds of a lease, and no longer', async () => {
  const { time, key, one, two, waitFor } = await garden()
  const lease = await one.take(key)
  await time.pass(20_000)
  one.setAway(true)
  const from = time.at
  const end = waitFor(two, 10 * LEASE_MS)
  const taken = end.then(() => time.at)
  expect(lease?.isOver()).toBe(false)
  await end
  expect((await taken) - from).toBeGreaterThan((LEASE_MS * 2) / 3)
  expect([lease?.isOver(), one.lost]).toEqual([true, ['one']])
})

it('[O8] while the store is away nobody dies of it: who watches begins anew', async () => {
  const { time, key, one, two, waitFor } = await garden()
  const lease = await one.take(key)
  expect(await two.take(key)).toBeNull()
  await time.pass(6_000)
  for (const process of [one, two]) process.setAway(true)
  await time.pass(2 * LEASE_MS)
  two.setAway(false)
  // The other one comes back a little later.
  await two.take(key).catch(() => null)
  await time.pass(5_000)
  one.setAway(false)
  expect(await waitFor(two, 5 * LEASE_MS)).toBeGreaterThanOrEqual(5 * LEASE_MS)
  expect((await one.take(key))?.epoch).toBe(lease?.epoch)
})

it('[L37] a world that was lost while the store was away is given back, unless somebody relies on it', async () => {
  const { time, key, one, two } = await garden()
  await one.take(key)
  one.setAway(true)
  await time.pass(LEASE_MS - 1_000)
  one.setAway(false)
  expect(one.lost).toEqual(['one'])
  expect(await two.take(key)).toBeNull()
  await one.leases.giveBack(key)
  const lease = await two.take(key)
  expect(lease?.isOver()).toBe(false)
  await two.leases.giveBack(key)
  await one.leases.giveBack(key)
  expect([lease?.isOver(), await one.take(key)]).toEqual([false, null])
})

it('[L37] who lets go late of a lease that was lost leaves the one that this process has again', async () => {
  const { time, key, one, two } = await garden()
  const late = await one.take(key)
  one.setAway(true)
  await time.pass(LEASE_MS - 1_000)
  one.setAway(false)
  const again = await one.take(key)
  expect([late?.isOver(), again?.epoch, one.lost]).toEqual([true, late?.epoch, ['one']])
  await late?.release()
  expect([await two.take(key), again?.isOver()]).toEqual([null, false])
  await again?.release()
  expect((await two.take(key))?.isOver()).toBe(false)
})

it('[L37] a revoked lease is over, and its world is still with its process, under the next epoch', async () => {
  const { key, one, two } = await garden()
  const [lease, other] = [await one.take(key), await one.take(key)]
  await lease?.revoke()
  expect([lease?.isOver(), other?.isOver(), one.lost]).toEqual([true, true, ['one', 'one']])
  await other?.release()
  expect(await two.take(key)).toBeNull()
  expect((await one.take(key))?.epoch).toBe((lease?.epoch ?? 0) + 1)
})

it('[O8] a lease is shared by those who take it in one process, and free when the last one lets go', async () => {
  const { key, one, two } = await garden()
  const [room, play] = [await one.take(key), await one.take(key)]
  expect([room?.epoch, play?.epoch]).toEqual([1, 1])
  await room?.release()
  expect([room?.isOver(), play?.isOver()]).toEqual([true, false])
  expect(await two.take(key)).toBeNull()
  await play?.release()
  expect((await two.take(key))?.epoch).toBe(2)
})

it('[O8] who ends in order is waited for by nobody', async () => {
  const { store, key, one, two } = await garden()
  await one.take(key)
  await one.leases.stop()
  expect((await two.take(key))?.epoch).toBe(3)
  await two.leases.stop()
  expect(await store.processes()).toEqual([])
})
