// Where somebody goes who comes in at a process that does not lead, just after another one began to.
import { expect, it } from 'vitest'
import { SocketPlaces } from '../../../server/cluster/holders/socket-places.ts'
import { WorldHandoffs } from '../../../server/cluster/holders/world-handoffs.ts'
import { Leases } from '../../../server/owner/leases/world-leases.ts'
import type { ProcessId } from '../../../server/storage/lease-store.ts'
import { makeWorld } from '../../contract/made.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'

/** A process that has a world open, and is not sure of what it knows. */
async function unsure() {
  const clock = new VirtualTime()
  const store = createMemoryStore()
  const { address } = await makeWorld(store, 'garden')
  const self = 'here' as ProcessId
  const handoffs = new WorldHandoffs({ leases: new Leases({ store, clock, holder: self }), clock })
  const state = { isSure: false, isOpen: false }
  const places = new SocketPlaces({
    store,
    database: { holderOf: () => Promise.resolve({ id: self, address: '10.0.0.2:7071' }) },
    access: { sessions: { read: () => null }, rightOf: () => 'edit' },
    self,
    clock,
    handoffs,
    isSure: () => state.isSure,
    link: () => ({ isOpen: state.isOpen, isCrossing: true, isTo: () => true }),
    makesMissing: false,
    mayBeHere: () => true,
    mayPlay: () => Promise.resolve(true),
    onComing: () => undefined,
  })
  const asked = { address, isPerson: false, cookie: undefined }
  const come = () => {
    const came: { to: unknown } = { to: null }
    void places.placeOf(asked, false).then((to) => (came.to = to))
    return came
  }
  places.leaderChanged()
  return { clock, places, state, come }
}

it('[L37] they wait for a while until this process is sure, and come to what is open here', async () => {
  const { clock, state, come } = await unsure()
  const came = come()
  await clock.pass(800)
  expect(came.to).toBeNull()
  state.isSure = true
  await clock.pass(100)
  // Nothing can be asked of the one that leads yet.
  expect(came.to).toBeNull()
  state.isOpen = true
  await clock.pass(100)
  expect(came.to).toBe('here')
})

it('[L37] it is for the one that leads where this process is not sure 3 s after that, or lets nobody in any more', async () => {
  const { clock, places, come } = await unsure()
  const came = come()
  await clock.pass(2_900)
  expect(came.to).toBeNull()
  await clock.pass(200)
  expect(came.to).toBe('leader')
  const later = come()
  await clock.pass(1)
  expect(later.to).toBe('leader')
  places.leaderChanged()
  const last = come()
  places.end()
  await clock.pass(100)
  expect(last.to).toBe('leader')
})
