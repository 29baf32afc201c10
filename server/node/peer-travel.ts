// People of this node who are in worlds of other nodes, and things that change hands between them: each asks
// the other.
import type { Logger } from 'pino'
import { partsOf, type MemberId, type RandomBytes } from '../../shared/world/address.ts'
import type { AccountServices } from '../accounts/account-services.ts'
import type { Pictures } from '../assets/node-pictures.ts'
import { whyNotStored } from '../assets/picture-quota.ts'
import { openAbroad, type AbroadPart } from '../peers/abroad/people-elsewhere.ts'
import type { NodeIdentity } from '../peers/identity/node-identity.ts'
import type { Peers } from '../peers/node-peers.ts'
import { openTransfers, type Transfers, type TransfersOptions } from '../peers/transfers/thing-transfers.ts'
import type { Ages } from '../records/age-clock.ts'
import type { ServerClock } from '../time/server-clock.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { WorldsHere } from './worlds-here.ts'

interface PeerTravelOptions {
  readonly access: AccountServices
  readonly here: Pick<WorldsHere, 'owner'>
  readonly pictures: Pictures
  readonly clock: ServerClock
  readonly ages: Ages
  readonly random: RandomBytes
  readonly log: Logger
}

interface Travel {
  readonly abroad: AbroadPart
  readonly transfers: Transfers
}

export async function openTravel(
  options: PeerTravelOptions,
  identity: NodeIdentity,
  peers: Peers,
): Promise<Travel> {
  const { access, here, pictures, clock, ages, random, log } = options
  const { travels, handing, dismiss } = here.owner
  const { tables, people } = access
  const { book, caller, foreigners } = peers
  const ownerOf = (world: WorldRecord | null): MemberId | null =>
    world === null ? null : (access.rights?.ownerOf(world) ?? null)
  const abroad = await openAbroad({
    tables,
    book,
    caller,
    foreigners,
    name: () => identity.name(),
    clock,
    random,
    log,
    travels,
    onMoved: (member) => people.changed(member),
  })
  const transfers = await openTransfers({
    tables,
    clock,
    ages,
    random,
    log,
    caller,
    book,
    self: () => identity.name(),
    abroad,
    handing,
    nodeOf: (member) => foreigners.byId(member)?.node ?? null,
    cameFrom: (node, subject) => foreigners.cameFrom(node, subject),
    dismiss,
    giftPeople: {
      named: async (account) => (await access.store.personNamed(account))?.id ?? null,
      ownerAt: async (address) => ownerOf(await access.store.find(address)),
      ownerOf: async (id) => ownerOf(await access.store.findById(id)),
      nodeOf: (member) => foreigners.byId(member)?.node ?? null,
    },
    ...albums({ access, pictures, tell: (member, words) => abroad.notify(member, words) }),
  })
  return { abroad, transfers }
}

/** The owners of worlds, and their pictures, for things that change hands. */
function albums({
  access: { store, rights },
  pictures,
  tell,
}: {
  readonly access: Pick<AccountServices, 'store' | 'rights'>
  readonly pictures: Pictures
  readonly tell: TransfersOptions['pictures']['tell']
}): Pick<TransfersOptions, 'ownerOf' | 'pictures'> {
  return {
    async ownerOf(id) {
      const world = await store.findById(id)
      const owner = world && (rights?.ownerOf(world) ?? null)
      const person = owner && (await store.person(owner))
      return person?.account ?? (world && partsOf(world.address).account)
    },
    pictures: {
      held: (world, ids) => ids.filter((id) => pictures.heldBy(world).has(id)),
      async keep(address, by, bytes) {
        const world = await store.find(address)
        if (world === null || world.binnedAt !== null) return 'That world is not there any more.'
        return whyNotStored(() => pictures.keep(world, rights?.ownerOf(world) ?? by, bytes))
      },
      tell,
    },
  }
}
