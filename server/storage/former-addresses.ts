// A world that moved is found by the addresses that it had, for as long as no other world has them. Whoever
// may not see it learns no more there than at its own address.
import { z } from 'zod'
import { nodeOf, type Address, type WorldId } from '../../shared/world/address.ts'
import type { RecordChange } from '../records/stored-record.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import { inFrontOf } from './store-proxy.ts'
import type { Store } from './store.ts'

/** Of one world; the one that it left longest ago is free again. Few people move a world twice. */
const FORMER_ADDRESSES_MAX = 20

/** The record of an address: which world left it last. */
const ADDRESS_KIND = 'former-address'
/** The record of a world: its former addresses, the last one at the end. */
const WORLD_KIND = 'former-addresses'

const LeftBy = z.object({ world: z.string() })
const Left = z.object({ addresses: z.array(z.string()) })

/** Also in a node of several processes: nothing of it is kept in memory. */
export function withFormerAddresses(store: Store): Store {
  async function valueOf<T>(kind: string, id: string, shape: z.ZodType<T>): Promise<T | null> {
    const [record] = await store.recordsBy([{ kind, id }])
    return shape.safeParse(record?.value).data ?? null
  }

  const leftBy = async (address: Address): Promise<WorldId | null> =>
    ((await valueOf(ADDRESS_KIND, address, LeftBy))?.world ?? null) as WorldId | null

  const formerOf = async ({ id }: WorldRecord): Promise<readonly string[]> =>
    (await valueOf(WORLD_KIND, id, Left))?.addresses ?? []

  const forget = (address: string): RecordChange => ({ kind: ADDRESS_KIND, id: address, forget: true })

  async function noteMove(world: WorldRecord, to: Address): Promise<void> {
    const { id, address } = world
    const all = [...(await formerOf(world)).filter((one) => one !== address && one !== to), address]
    const addresses = all.slice(-FORMER_ADDRESSES_MAX)
    await store.changeRecords([
      ...[to, ...all.filter((one) => !addresses.includes(one))].map(forget),
      { kind: ADDRESS_KIND, id: address, value: { world: id } },
      { kind: WORLD_KIND, id, value: { addresses } },
    ])
  }

  /** A new world is what its address means from now on. */
  async function begin(made: WorldRecord | null): Promise<WorldRecord | null> {
    if (made !== null && nodeOf(made.address) === null && (await leftBy(made.address)) !== null)
      await store.changeRecords([forget(made.address)])
    return made
  }

  return inFrontOf(store, {
    async find(address) {
      const world = await store.find(address)
      if (world !== null || nodeOf(address) !== null) return world
      const id = await leftBy(address)
      return id && store.findById(id)
    },
    create: async (world) => begin(await store.create(world)),
    publish: async (world, as) => begin(await store.publish(world, as)),
    async rename(key, address) {
      const world = await store.findByKey(key)
      // Noted first: until it has moved, the world is found there itself.
      if (world !== null && nodeOf(world.address) === null && world.address !== address)
        await noteMove(world, address)
      return store.rename(key, address)
    },
    async destroy(key) {
      const world = await store.findByKey(key)
      await store.destroy(key)
      const former = world === null ? [] : await formerOf(world)
      if (world === null || former.length === 0) return
      await store.changeRecords([...former.map(forget), { kind: WORLD_KIND, id: world.id, forget: true }])
    },
  })
}
