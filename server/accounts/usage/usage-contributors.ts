// The contributor for whom a member's bytes count, and how much that one may add.
import { nodeOf, parseMemberId, type MemberId, type NodeName } from '../../../shared/world/address.ts'
import type { ForeignPeople } from '../../contracts/foreign-people.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { AccountDirectory, AccountsTogether } from '../directory/account-directory.ts'
import type { Owners } from '../rights/world-owners.ts'
import type { BoundsOfAccounts } from './account-bounds.ts'
import type { MostOfAll } from './storage-quota.ts'
import type { Contributor } from './usage-ledger.ts'

/** How the name of an account as a contributor begins. */
const ACCOUNT = 'account:'

export interface ContributorOptions {
  readonly owners: Pick<Owners, 'ownerOf'>
  readonly isAccount: (member: MemberId) => boolean
  readonly foreign: Pick<ForeignPeople, 'nodeOf' | 'isAllowed'>
  readonly settings: { now(): MostOfAll }
  /** Bounds of one account, where they are others than those of all. */
  readonly bounds?: Pick<BoundsOfAccounts, 'most' | 'of'>
  /** The accounts with which one counts; null where it stands alone. */
  readonly countedWith?: AccountDirectory['countedWith']
}

interface ContributorsTogether {
  readonly by: AccountsTogether['by']
  readonly all: readonly Contributor[]
}

export interface Contributors {
  readonly of: (member: MemberId) => Contributor
  /** The contributor for a whole world; null: nobody. */
  readonly ofWorld: (world: Pick<WorldRecord, 'key' | 'owner' | 'address'>) => Contributor | null
  /** The bounds of somebody: those that an admin set for one account, else those for all. */
  readonly mostOf: (who: Contributor) => MostOfAll
  /** Those who may add only so much together with somebody; nobody for whom an admin set bounds. */
  readonly together: (member: MemberId) => ContributorsTogether | null
}

export function createContributors({
  owners,
  isAccount,
  foreign,
  settings,
  bounds,
  countedWith = () => null,
}: ContributorOptions): Contributors {
  /** The name of each account is made once. */
  const names = new Map<MemberId, Contributor>()
  const ofNode = (node: NodeName): Contributor => (foreign.isAllowed(node) ? `node:${node}` : 'strangers')

  const hasOwnBounds = (account: MemberId): boolean => bounds?.of(account).bytesPerAccount != null

  function of(member: MemberId): Contributor {
    if (isAccount(member)) {
      const name = names.get(member) ?? `account:${member}`
      names.set(member, name)
      return name
    }
    const node = foreign.nodeOf(member)
    return node === null ? 'guests' : ofNode(node)
  }

  return {
    of,
    ofWorld(world) {
      const node = nodeOf(world.address)
      if (node !== null) return ofNode(node)
      const owner = owners.ownerOf(world)
      return owner === null ? null : of(owner)
    },
    mostOf(who) {
      const account = who.startsWith(ACCOUNT) ? parseMemberId(who.slice(ACCOUNT.length)) : null
      return (account && bounds?.most(account)) ?? settings.now()
    },
    together(member) {
      const together = hasOwnBounds(member) ? null : countedWith(member)
      if (together === null) return null
      const { by, accounts } = together
      return { by, all: [...accounts].flatMap((each) => (hasOwnBounds(each) ? [] : [of(each)])) }
    },
  }
}
