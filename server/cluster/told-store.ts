// The store of a process, which answers a change of what others have in memory once they know it.
import { inFrontOf } from '../storage/store-proxy.ts'
import type { Store } from '../storage/store.ts'

/** `told` resolves when nobody answers by what was committed before. */
export function tellingOthers(store: Store, told: () => Promise<void>): Store {
  /** Also where it failed: nobody has to know whether something was committed. */
  async function thenTold<Answer>(work: Promise<Answer>): Promise<Answer> {
    try {
      return await work
    } finally {
      await told()
    }
  }

  return inFrontOf(store, {
    changeRecords: (changes) => thenTold(store.changeRecords(changes)),
    append(updates, passages, records = []) {
      const work = store.append(updates, passages, records)
      return records.length > 0 ? thenTold(work) : work
    },
    replaceLogs(lines, records = []) {
      const work = store.replaceLogs(lines, records)
      return records.length > 0 ? thenTold(work) : work
    },
    changePerson: (id, change) => thenTold(store.changePerson(id, change)),
    claimClients: (from, to) => thenTold(store.claimClients(from, to)),
    setOwner: (world, owner) => thenTold(store.setOwner(world, owner)),
    passWorlds: (from, to) => thenTold(store.passWorlds(from, to)),
    rename: (world, address) => thenTold(store.rename(world, address)),
    bin: (world, at) => thenTold(store.bin(world, at)),
    destroy: (world) => thenTold(store.destroy(world)),
  })
}
