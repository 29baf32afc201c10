// Where somebody goes who comes in at a process that does not lead, while that one is not sure.
import { expect, it } from 'vitest'
import { createSocketPlaces } from '../../../server/cluster/holders/socket-places.ts'
import { createComingWorlds } from '../../../server/cluster/holders/coming-worlds.ts'
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
  const coming = createComingWorlds(new Leases({ store, clock, holder: self }), clock)
  const state = { isSure: false, isOpen: false }
  const placeOf = createSocketPlaces({
    store,
    database: { holderOf: () => Promise.resolve({ id: self, address: '10.0.0.2:7071' }) },
    access: { sessions: { read: () => null }, rightOf: () => 'edit' },
    self,
    coming,
    isSure: () => state.isSure,
    link: () => ({ isOpen: state.isOpen }),
    makesMissing: false,
    mayBeHere: () => true,
    mayPlay: () => Promise.resolve(true),
    onComing: () => undefined,
  })
  return { state, place: () => placeOf({ address, isPerson: false }, {}) }
}

it('[L37] nobody is brought anywhere until this process is sure, and can ask the one that leads', async () => {
  const { state, place } = await unsure()
  expect(await place()).toBeNull()
  state.isSure = true
  expect(await place()).toBeNull()
  state.isOpen = true
  expect(await place()).toBe('here')
  state.isSure = false
  expect(await place()).toBeNull()
})
