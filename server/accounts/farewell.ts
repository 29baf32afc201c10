// Somebody leaves for good. Their worlds go first, one by one, then the account with all that one signs in with, in one transaction: until
// that they are still here, and can begin again where the disk failed. What is left to tidy up after it is done at the next start if
// it could not be done at once.
import { z } from 'zod'
import {
  parseAccountName,
  parseMemberId,
  partsOf,
  type AccountName,
  type MemberId,
} from '../../shared/world/address.ts'
import type { Store, WorldRecord } from '../storage/store.ts'
import type { Account } from './accounts.ts'
import type { Book } from './book.ts'
import type { Change, Kept } from './kept.ts'
import { Refused } from './refused.ts'

/** How long nobody else gets the name, in ms: until who knew somebody by it has noticed that they left. */
export const NAME_KEPT_MS = 365 * 24 * 60 * 60_000
/** What stands beside what they wrote. */
export const LEFT = 'Somebody who left'
/** Their person's word from then on, when the name may be another's. */
const leftWord = (member: MemberId): string => `left-${member}`

/** Worlds of the node itself stand under this word. */
const NODE_WORD = 'inkland'

const GoneRecord = z.object({
  account: z.string(),
  at: z.number(),
  /** Nothing of theirs is left to do. */
  isTidy: z.boolean(),
})

export interface FarewellOptions {
  readonly kept: Kept
  readonly store: Pick<Store, 'worlds' | 'setOwner' | 'person' | 'changePerson' | 'nameMember' | 'findById'>
  readonly book: Pick<Book, 'all' | 'byId' | 'find' | 'forget'>
  /** All that ends with an account. */
  readonly endings: (account: MemberId) => readonly Change[]
  /** Puts a world in the bin, and sends away who is in it. */
  readonly putAway: (world: WorldRecord) => Promise<void>
  /** Leaves a world to another account: nobody's from now on, and theirs if they say yes. Done again, it is as done once. */
  readonly leaveTo: (world: WorldRecord, to: Account) => Promise<void>
  /** Whether another account can be offered so many worlds. */
  readonly mayBeLeft: (to: MemberId, worlds: number) => boolean
  /** Takes away what somebody may do in worlds of others, what they hold there, and what is known of where they were. */
  readonly forgetRights: (member: MemberId) => Promise<void>
  readonly clock: { now(): number }
  /** Something could not be tidied up; it will be at the next start. */
  readonly onFault: (error: unknown) => void
}

export interface Farewell {
  /**
   * Ends an account. Throws Refused when it must stay, NoHeir when nobody can be left its worlds; a StoreFault leaves it here, with the worlds
   * that went already in the bin, or offered.
   */
  leave(account: Account, worlds: 'bin' | { readonly passTo: AccountName }): Promise<void>
  /** Tidies up what was left, and gives free the names of who left long ago; at a start. */
  mend(): Promise<void>
}

/** Nobody can be left the worlds of who leaves; the message says why. */
export class NoHeir extends Error {
  override readonly name = 'NoHeir'
}

const LAST_ADMIN = new Refused(
  'closed',
  'You are the only admin here, and others have accounts. Make one of them an admin first.',
)

const tooManyFor = ({ account }: Account): NoHeir =>
  new NoHeir(`That is more than ${account} can be offered at once. Move the worlds nobody needs to the bin.`)

export async function openFarewell(options: FarewellOptions): Promise<Farewell> {
  const { kept, store, book, endings, putAway, leaveTo, mayBeLeft, forgetRights, clock, onFault } = options
  const gone = await kept.table('gone', GoneRecord)

  /** Those of somebody, but for their home. */
  async function worldsOf(member: MemberId, which: 'here' | 'binned'): Promise<readonly WorldRecord[]> {
    const home = (await store.person(member))?.home ?? null
    return (await store.worlds(which)).filter(({ owner, id }) => owner === member && id !== home)
  }

  /** Who alone looks after the others stays. */
  function mayLeave({ id }: Account): boolean {
    const others = book.all().filter((other) => other.id !== id)
    const looksAfter = book.byId(id)?.isAdmin === true
    return (
      !looksAfter || others.length === 0 || others.some(({ isAdmin, isSuspended }) => isAdmin && !isSuspended)
    )
  }

  function heirOf(account: Account, name: AccountName): Account {
    const heir = book.find(name)
    if (heir === null || heir.isSuspended) {
      throw new NoHeir(`Nobody here has the account ${name}. Check the spelling.`)
    }
    if (heir.id === account.id) throw new NoHeir('That is your own account. Choose somebody else’s.')
    return heir
  }

  async function leaveNow(account: Account, worlds: 'bin' | { readonly passTo: AccountName }): Promise<void> {
    if (!mayLeave(account)) throw LAST_ADMIN
    const heir = worlds === 'bin' ? null : heirOf(account, worlds.passTo)
    const all = await worldsOf(account.id, 'here')
    if (heir !== null && !mayBeLeft(heir.id, all.length)) throw tooManyFor(heir)
    for (const world of all) {
      // What the node made itself is there for everybody, whoever looks after it.
      if (partsOf(world.address).account === NODE_WORD) await store.setOwner(world.key, null)
      else await (heir === null ? putAway(world) : leaveTo(world, heir))
    }
    await putHomeAway(account.id)
    const now = clock.now()
    const isDone = await book.forget(account.id, now + NAME_KEPT_MS, () => {
      // Others may have left, or be admins no more, in the meantime.
      if (!mayLeave(account)) return null
      return [
        gone.set(account.id, { account: account.account, at: now, isTidy: false }),
        ...endings(account.id),
      ]
    })
    if (!isDone && book.byId(account.id) !== null) throw LAST_ADMIN
    await tidyUp(account.id).catch(onFault)
  }

  async function putHomeAway(member: MemberId): Promise<void> {
    const home = (await store.person(member))?.home ?? null
    const world = home === null ? null : await store.findById(home)
    if (world !== null && world.binnedAt === null) await putAway(world)
  }

  /** After the account: what is in the bin is the admins', and nobody is called as they were. */
  async function tidyUp(member: MemberId): Promise<void> {
    // What was made while they left.
    for (const world of await worldsOf(member, 'here')) await putAway(world)
    await putHomeAway(member)
    const home = (await store.person(member))?.home ?? null
    for (const world of await store.worlds('binned')) {
      if (world.owner === member || (world.id === home && world.owner !== null))
        await store.setOwner(world.key, null)
    }
    await store.nameMember({ id: member, name: LEFT })
    await forgetRights(member)
    await kept.change(() => {
      const record = gone.get(member)
      return record && [gone.set(member, { ...record, isTidy: true })]
    })
  }

  /** Long after: the name is free. */
  async function giveFree(member: MemberId): Promise<void> {
    const word = parseAccountName(leftWord(member))
    if (word !== null && (await store.person(member)) !== null)
      await store.changePerson(member, { account: word })
    await kept.change(() => [gone.forget(member)])
  }

  return {
    leave: leaveNow,
    async mend() {
      for (const [id, { at, isTidy }] of gone.entries()) {
        const member = parseMemberId(id)
        if (member === null) continue
        if (!isTidy) await tidyUp(member).catch(onFault)
        if (clock.now() - at > NAME_KEPT_MS) await giveFree(member).catch(onFault)
      }
    },
  }
}
