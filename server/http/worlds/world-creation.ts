// Where somebody's new world may stand, and whose it is. In a node with accounts everybody's worlds stand
// under their own name, so that an address says whose a world is; admins are no exception. In an open node
// they may stand anywhere, and are nobody's.
import { partsOf, type Address, type MemberId } from '../../../shared/world/address.ts'
import type { Member } from '../../contracts/request-member.ts'
import { judgeName, whyNotPart } from '../../accounts/names/name-rules.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { addressesFor } from './world-naming.ts'
import type { RouteParts } from '../routing/route-parts.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

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

/** Whose a world is that somebody makes. */
export const ownerFor = (
  { rights }: Pick<RouteParts, 'rights'>,
  { id }: Pick<Member, 'id'>,
): MemberId | null => (rights === null ? null : id)

/**
 * Refuses an address under the name of somebody else, and a word in it that could be taken for another one.
 */
export async function judgeAddress(
  { rights, people }: Pick<RouteParts, 'rights' | 'people'>,
  member: Member,
  address: Address,
): Promise<void> {
  if (rights === null) return
  const account = await people.accountOf(member)
  if (partsOf(address).account !== account) throw notUnder(account)
  judgeName(whyNotPart(partsOf(address).world))
}

/** Refuses what would add so many bytes, where somebody has no room for them. */
export function judgeRoom({ usage }: Pick<RouteParts, 'usage'>, { id }: Pick<Member, 'id'>, bytes = 0): void {
  const full = usage?.whyFull(id, bytes) ?? null
  if (full !== null) throw new HttpRefusal(413, 'quota', full.text)
}

/** Refuses one more guest where there is no room for any. */
export function judgeGuest({ usage }: Pick<RouteParts, 'usage'>): void {
  const full = usage?.whyNoGuest() ?? null
  if (full !== null) throw new HttpRefusal(413, 'quota', full.text)
}

/** Room for what somebody is sending, of which nobody knows yet how much it is. */
export interface ImportTarget {
  /** Keeps room for so many bytes more; refuses them where there is none. */
  take(bytes: number): void
  /** It is counted by now, or was given up. */
  done(): void
}

export function incomingOf({ usage }: Pick<RouteParts, 'usage'>, { id }: Pick<Member, 'id'>): ImportTarget {
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

/**
 * Does what adds so many bytes for somebody, who has room for them until it is done; refuses it where they
 * have none.
 */
export async function withRoom<T>(
  parts: Pick<RouteParts, 'usage'>,
  member: Pick<Member, 'id'>,
  bytes: number,
  work: () => Promise<T>,
): Promise<T> {
  const incoming = incomingOf(parts, member)
  incoming.take(bytes)
  try {
    return await work()
  } finally {
    incoming.done()
  }
}

/**
 * Does what ends with one more world of somebody's: made, brought, given or taken over. Refuses it where they
 * have as many as one may have.
 */
export async function withPlace<T>(
  { rights, settings }: Pick<RouteParts, 'rights' | 'settings'>,
  { id }: Pick<Member, 'id'>,
  work: () => Promise<T>,
): Promise<T> {
  if (rights === null) return work()
  const { worldsPerAccount } = settings.now()
  const leave = rights.keepPlace(id, worldsPerAccount)
  if (leave === null) throw hasEnough(worldsPerAccount)
  try {
    return await work()
  } finally {
    leave()
  }
}

/** The addresses that a new world may get, best first; `wanted` alone where it was asked for. */
export async function placesFor(
  parts: Pick<RouteParts, 'rights' | 'people'>,
  member: Member,
  wanted: Address | null,
  title: string,
): Promise<Iterable<Address>> {
  if (wanted === null) return addressesFor(await parts.people.accountOf(member), title)
  await judgeAddress(parts, member, wanted)
  return [wanted]
}

/**
 * Refuses to move a world under the name of somebody whose it is not: it stays under the name it has, or goes
 * under its owner's.
 */
export async function judgeMove(
  { rights, store }: Pick<RouteParts, 'rights' | 'store'>,
  world: WorldRecord,
  address: Address,
): Promise<void> {
  if (rights === null) return
  const { account, world: word } = partsOf(world.address)
  // What is called so already may go on so.
  if (partsOf(address).world !== word) judgeName(whyNotPart(partsOf(address).world))
  if (partsOf(address).account === account) return
  const owner = rights.ownerOf(world)
  const person = owner && (await store.person(owner))
  if (person?.account !== partsOf(address).account) throw notUnder(person?.account ?? account)
}
