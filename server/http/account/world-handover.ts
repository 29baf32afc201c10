// What becomes of the worlds of a person who leaves the node, and of their rights.
import type { MemberId } from '../../../shared/world/address.ts'
import type { HomeOrders } from '../../accounts/directory/home-orders.ts'
import type { NodeSettings } from '../../accounts/directory/node-settings.ts'
import { NoHeir, type WorldHandover } from '../../accounts/leaving/account-deletion.ts'
import type { Rights } from '../../accounts/rights/world-rights.ts'
import type { Store } from '../../storage/store.ts'
import type { Ownership } from '../routing/world-ownership.ts'

/** The future of a leaving person's worlds, and of their rights elsewhere. */
export function worldHandover(options: {
  readonly store: Pick<Store, 'setOwner'>
  readonly ownership: Pick<Ownership, 'putAway'>
  readonly rights: Rights
  readonly settings: { now(): Pick<NodeSettings, 'worldsPerAccount'> }
  readonly homeOrders: Pick<HomeOrders, 'forget'>
  /** Puts down what they hold in a world of others here; answers whether that is done. */
  readonly dismiss?: (member: MemberId) => Promise<boolean>
  /** Their dealings with other nodes. */
  readonly beyond?: { forget(member: MemberId): Promise<void> }
}): WorldHandover {
  const { store, ownership, rights, settings, homeOrders, dismiss, beyond } = options
  const whyNotGiven: WorldHandover['whyNotGiven'] = ({ id, account }, worlds) => {
    const { worldsPerAccount } = settings.now()
    const has = rights.worldsOf(id)
    return has + worlds <= worldsPerAccount
      ? null
      : `${account} has ${has} of ${worldsPerAccount} worlds: there is no room for ${worlds} more. Choose fewer accounts, or another way.`
  }
  return {
    ownedBy: (member) => rights.ownedBy(member),
    putAway: (world) => ownership.putAway(world),
    whyNotGiven,
    async giveTo(world, heir) {
      // Checked for each world: the heir may get other worlds at the same time.
      const leave = rights.keepPlace(heir.id, settings.now().worldsPerAccount)
      if (leave === null)
        throw new NoHeir(whyNotGiven(heir, 1) ?? 'They have as many worlds as they may have.')
      try {
        await rights.pass(world, heir.id)
      } finally {
        leave()
      }
    },
    async leaveTo(world, heir) {
      // The offer counts once the world has no owner. If the node stops between the two, the world is still
      // theirs, and leaving begins again.
      await rights.offers.leave(world, heir.id)
      await store.setOwner(world.key, null)
    },
    mayBeLeft: (heir, worlds) => rights.offers.hasRoom(heir, worlds),
    async forgetRights(member) {
      await rights.forget(member)
      await homeOrders.forget(member)
      await beyond?.forget(member)
      if ((await dismiss?.(member)) === false) throw new Error('the world where they are does not wake up')
    },
  }
}
