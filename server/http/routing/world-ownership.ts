// How a world goes to somebody who accepted it: it moves under their name, and open pages follow. Also the
// fate of worlds that a person who left had left to another, if that one refuses them.
import {
  addressOf,
  parseWorldName,
  partsOf,
  type AccountName,
  type MemberId,
} from '../../../shared/world/address.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { Rights } from '../../accounts/rights/world-rights.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { ADDRESS_TRIES_MAX } from '../edge/http-limits.ts'
import type { Sync } from '../../sync/sync-server.ts'
import { repeat } from '../../../shared/time/repeat.ts'

/** How often offers that ran out are looked for, in ms: nobody waits for it. */
const LOOK_EVERY_MS = 60 * 60_000

export interface Ownership {
  /**
   * Gives the world to another account; answers it at its new address, with a number in its name where they
   * have a world of that name. Rejects with a StoreFault; then nothing changed.
   */
  pass(world: WorldRecord, to: { readonly id: MemberId; readonly account: AccountName }): Promise<WorldRecord>
  /** Puts a world in the bin, and sends away who is in it. */
  putAway(world: WorldRecord): Promise<void>
  /** They refuse it: a world that was left to them is nobody's, and goes to the bin. */
  decline(world: WorldRecord): Promise<void>
  /** Ends offers that ran out, now and from time to time, until the answer is called. */
  begin(): () => void
}

export function createOwnership(options: {
  readonly store: Store
  readonly sync: Pick<Sync, 'close'>
  readonly rights: Rights
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  /** Offers that ran out could not be ended; they will be, later. */
  readonly onFault: (error: unknown) => void
}): Ownership {
  const { store, sync, rights, clock, onFault } = options
  const { offers } = rights

  async function moveUnder(account: AccountName, world: WorldRecord): Promise<WorldRecord | null> {
    const { account: before, world: word } = partsOf(world.address)
    if (before === account) return world
    for (let number = 1; number <= ADDRESS_TRIES_MAX; number++) {
      const name = parseWorldName(number === 1 ? word : `${word}-${number}`)
      const moved = name && (await store.rename(world.key, addressOf(account, name)))
      if (moved) return moved
    }
    return null
  }

  async function putAway({ key }: WorldRecord): Promise<void> {
    await store.bin(key, clock.now())
    await sync.close(key, CLOSE.binned, 'This world is in the bin.')
  }

  /** A world that a gone person left is nobody's, unless somebody took it over meanwhile. */
  async function putLeftAway(world: WorldRecord): Promise<void> {
    if (rights.ownerOf(world) === null && world.binnedAt === null) await putAway(world)
    await offers.end(world)
  }

  async function endOver(): Promise<void> {
    for (const id of await offers.over()) {
      const world = await store.findById(id)
      if (world === null) await offers.end({ id })
      else await putLeftAway(world)
    }
  }

  return {
    putAway,
    async pass(world, { id, account }) {
      const moved = await moveUnder(account, world)
      try {
        await rights.pass(world, id)
      } catch (error) {
        if (moved !== null) await store.rename(world.key, world.address)
        throw error
      }
      if (moved !== null && moved.address !== world.address)
        await sync.close(world.key, CLOSE.moved, `This world has moved to ${moved.address}.`)
      return moved ?? world
    },
    async decline(world) {
      const isLeft = offers.of(world)?.by === null
      await (isLeft ? putLeftAway(world) : offers.decline(world))
    },
    // The next look is due at its time, however long this one takes.
    begin: () =>
      repeat(() => void endOver().catch(onFault), {
        everyMs: LOOK_EVERY_MS,
        isDueNow: true,
        clock,
        onFault,
      }),
  }
}
