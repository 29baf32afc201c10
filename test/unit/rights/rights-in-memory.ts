// The rights of a node in a test's own process: a real store, a clock that the test sets, and accounts that
// it makes.
import { createRecordTables } from '../../../server/records/record-tables.ts'
import type { Account } from '../../../server/accounts/model/account-view.ts'
import type { Member } from '../../../server/contracts/request-member.ts'
import { followOwners, type Owners } from '../../../server/accounts/rights/world-owners.ts'
import { openOffers } from '../../../server/accounts/rights/world-offers.ts'
import { openRights, type Rights } from '../../../server/accounts/rights/world-rights.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import {
  makeLineId,
  makeWorldId,
  parseAccountName,
  parseAddress,
  parseGroupId,
  parseMemberId,
  parseWorldId,
  type GroupId,
  type MemberId,
} from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'

export const idOf = (name: string): MemberId => {
  const id = parseMemberId(name)
  if (id === null) throw new Error(`${name} is no id`)
  return id
}

/** Data that is the same before and after a restart. */
export class Town {
  at = 1_000_000
  /** The time that ages go by while the clock is in doubt. */
  believed: number | null = null
  readonly accounts = new Map<MemberId, Account>()
  readonly groups = new Map<MemberId, Set<GroupId>>()
  /** When somebody came into a group, by both. */
  readonly joined = new Map<string, number>()
  /** Sessions that are over. */
  readonly ended = new Set<string>()
  readonly random = seededRandom(7).bytes

  /** Somebody with an account, signed in. */
  account(name: string, more: Partial<Account> = {}): Member {
    const id = idOf(name)
    const account = parseAccountName(name)
    if (account === null) throw new Error(`${name} is no account`)
    this.accounts.set(id, { id, account, name, since: 0, isAdmin: false, isSuspended: false, ...more })
    return this.guest(name)
  }

  /** A group with these people in it, and nobody else. */
  group(name: string, ...people: readonly Member[]): GroupId {
    const group = parseGroupId(name)
    if (group === null) throw new Error(`${name} is no id`)
    for (const groups of this.groups.values()) groups.delete(group)
    for (const person of people) this.join(group, person)
    return group
  }

  join(group: GroupId, { id }: Member): void {
    this.groups.set(id, new Set([...(this.groups.get(id) ?? []), group]))
    this.joined.set(`${group}/${id}`, this.at)
  }

  guest(name: string): Member {
    return { id: idOf(name), name, session: `session of ${name}` }
  }
}

export interface House {
  readonly town: Town
  readonly store: Store
  readonly owners: Owners
  readonly rights: Rights
  readonly make: (address: string, owner: Member | null, id?: string) => Promise<WorldRecord>
}

/** Opens the rights that are on a disk. */
export async function openHouse(disk: Store = createMemoryStore(), town = new Town()): Promise<House> {
  const owners = await followOwners(disk)
  const { store } = owners
  const tables = createRecordTables({ store, onUnreadable: unreadable })
  const clock = { now: () => town.at }
  const offers = await openOffers({ tables, owners, clock })
  const rights = await openRights({
    tables,
    owners,
    offers,
    accounts: {
      isHere: ({ id, session }) =>
        !town.ended.has(session ?? '') && town.accounts.get(id)?.isSuspended !== true,
      byId: (id) => town.accounts.get(id) ?? null,
    },
    groups: {
      of: (member) => town.groups.get(member) ?? new Set(),
      joinedAt: (group, member) => town.joined.get(`${group}/${member}`) ?? null,
    },
    clock,
    ages: { now: () => town.believed ?? town.at },
    random: town.random,
  })
  return {
    town,
    store,
    owners,
    rights,
    async make(address, owner, id) {
      const parsed = parseAddress(address)
      const made =
        parsed &&
        (await store.create({
          id: parseWorldId(id) ?? makeWorldId(town.random),
          line: makeLineId(town.random),
          address: parsed,
          title: address,
          at: town.at,
          scene: [],
          owner: owner?.id ?? null,
        }))
      if (!made) throw new Error(`${address} was not made`)
      return made
    },
  }
}

function unreadable(kind: string, id: string): never {
  throw new Error(`${kind} ${id} cannot be read`)
}
