// Where somebody's new world may stand, and who owns it. In a node with accounts everybody's worlds stand
// under their own name, so that an address names the owner; admins are no exception. In an open node a world
// may stand anywhere, and has no owner.
import { partsOf, type Address, type MemberId } from '../../../shared/world/address.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Member } from '../../contracts/request-member.ts'
import { judgeName, whyNotPart } from '../../accounts/names/name-rules.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { addressesFor } from './world-naming.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

type WorldMaker = Pick<Member, 'id'>

export interface WorldCreation {
  /** The owner of a new world that this person makes. */
  ownerFor(person: WorldMaker): MemberId | null
  /** Refuses an address under somebody else's name, and a name that could be taken for another one. */
  judgeAddress(member: Member, address: Address): Promise<void>
  /**
   * Refuses to move a world under the name of somebody who does not own it: it stays under the name that it
   * has, or goes under its owner's.
   */
  judgeMove(world: WorldRecord, address: Address): Promise<void>
  /** The addresses that a new world may get, best first; `wanted` alone where it was asked for. */
  addressesFor(member: Member, wanted: Address | null, title: string): Promise<Iterable<Address>>
  /**
   * Does work that gives somebody one more world, made, imported, given or taken over. Refuses it where they
   * have as many as they may have.
   */
  withPlace<T>(person: WorldMaker, work: () => Promise<T>): Promise<T>
  /** Refuses somebody who has no room for so many bytes more. */
  judgeRoom(person: WorldMaker, bytes?: number): void
  /**
   * Does work that adds so many bytes for somebody, and keeps room for them until it is done; refuses it
   * where there is none.
   */
  withRoom<T>(person: WorldMaker, bytes: number, work: () => Promise<T>): Promise<T>
  /** Room for an upload whose size nobody knows yet. */
  incomingOf(person: WorldMaker): ImportTarget
}

export interface ImportTarget {
  /** Keeps room for so many bytes more; refuses them where there is none. */
  take(bytes: number): void
  /** The upload is counted by now, or was given up. */
  done(): void
}

const notUnder = (account: string): HttpRefusal =>
  new HttpRefusal(
    403,
    'right',
    `Your worlds are under your own name. Choose an address such as ${account}/garden.`,
  )

const hasEnough = (most: number): HttpRefusal =>
  new HttpRefusal(
    409,
    'bound',
    `You have ${most} worlds, which is the limit here. Delete one from the bin first.`,
  )

export function createWorldCreation({
  store,
  people,
  rights,
  settings,
  usage,
}: Pick<AccountServices, 'store' | 'people' | 'rights' | 'settings' | 'usage'>): WorldCreation {
  async function judgeAddress(member: Member, address: Address): Promise<void> {
    if (rights === null) return
    const account = await people.accountOf(member)
    if (partsOf(address).account !== account) throw notUnder(account)
    judgeName(whyNotPart(partsOf(address).world))
  }

  function incomingOf({ id }: WorldMaker): ImportTarget {
    const kept: (() => void)[] = []
    return {
      take(bytes) {
        const room = usage?.keepRoom(id, bytes) ?? (() => undefined)
        if (typeof room !== 'function') throw new HttpRefusal(413, 'quota', room.text)
        kept.push(room)
      },
      done() {
        for (const leave of kept.splice(0)) leave()
      },
    }
  }

  return {
    ownerFor: ({ id }) => (rights === null ? null : id),
    judgeAddress,
    async judgeMove(world, address) {
      if (rights === null) return
      const { account, world: word } = partsOf(world.address)
      // A world that has this name already may keep it.
      if (partsOf(address).world !== word) judgeName(whyNotPart(partsOf(address).world))
      if (partsOf(address).account === account) return
      const owner = rights.ownerOf(world)
      const person = owner && (await store.person(owner))
      if (person?.account !== partsOf(address).account) throw notUnder(person?.account ?? account)
    },
    async addressesFor(member, wanted, title) {
      if (wanted === null) return addressesFor(await people.accountOf(member), title)
      await judgeAddress(member, wanted)
      return [wanted]
    },
    async withPlace({ id }, work) {
      if (rights === null) return work()
      const { worldsPerAccount } = settings.now()
      const leave = rights.keepPlace(id, worldsPerAccount)
      if (leave === null) throw hasEnough(worldsPerAccount)
      try {
        return await work()
      } finally {
        leave()
      }
    },
    judgeRoom({ id }, bytes = 0) {
      const full = usage?.whyFull(id, bytes) ?? null
      if (full !== null) throw new HttpRefusal(413, 'quota', full.text)
    },
    async withRoom(person, bytes, work) {
      const incoming = incomingOf(person)
      incoming.take(bytes)
      try {
        return await work()
      } finally {
        incoming.done()
      }
    },
    incomingOf,
  }
}
