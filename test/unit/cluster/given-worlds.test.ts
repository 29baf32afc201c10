// Who comes for a world that is on its way to this process, before it is there.
import { expect, it } from 'vitest'
import { GivenWorlds } from '../../../server/cluster/holders/given-worlds.ts'
import { Leases } from '../../../server/owner/leases/world-leases.ts'
import { makeWorld } from '../../contract/made.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { createSharedMemory } from '../../support/memory-store/memory-store.ts'

/** A process that gives a world away, and one that is to have it. */
async function twoProcesses() {
  const clock = new VirtualTime()
  const another = createSharedMemory()
  const store = another()
  const { key } = await makeWorld(store, 'garden')
  const state = { mayPlay: true }
  const given = new GivenWorlds({
    clock,
    store,
    owner: () => ({ living: () => undefined, isPlayed: () => Promise.resolve(true) }),
    mayPlay: () => Promise.resolve(state.mayPlay),
    onComing: () => undefined,
    letGo: () => Promise.resolve(),
  })
  const leader = new Leases({ store: another(), clock, holder: 'leader' })
  const lease = await leader.take(key, () => undefined)
  const leases = new Leases({ store, clock, holder: 'next', pull: given.whenLetGo })
  /** Somebody comes for it; null while they wait. */
  const come = (): { has: boolean | null } => {
    const came: { has: boolean | null } = { has: null }
    void leases.take(key, () => undefined).then((taken) => (came.has = taken !== null))
    return came
  }
  return { clock, key, given, state, lease, come }
}

it('[L44] they wait until it was let go of, and have it', async () => {
  const { clock, key, given, lease, come } = await twoProcesses()
  expect(await given.expect(key)).toBe(true)
  const sooner = come()
  await clock.pass(9_000)
  expect(sooner.has).toBeNull()
  await lease?.release()
  expect(await given.take(key)).toBe(true)
  await clock.pass(1)
  expect(sooner.has).toBe(true)
})

it('[L44] they wait no longer than 10 s, nor for a world of which nothing was said, or that may not be there', async () => {
  const { clock, key, given, state, come } = await twoProcesses()
  const unsaid = come()
  await clock.pass(1)
  expect(unsaid.has).toBe(false)
  state.mayPlay = false
  expect(await given.expect(key)).toBe(false)
  const unwanted = come()
  await clock.pass(1)
  expect(unwanted.has).toBe(false)
  state.mayPlay = true
  await given.expect(key)
  await clock.pass(5_000)
  // It is said again: the wait begins anew.
  await given.expect(key)
  const late = come()
  await clock.pass(9_999)
  expect(late.has).toBeNull()
  await clock.pass(2)
  expect(late.has).toBe(false)
})
