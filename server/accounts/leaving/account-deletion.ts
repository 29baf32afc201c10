// Somebody leaves for good. Their worlds go first, one by one, then the account with all that one signs in
// with, in one transaction: until that they are still here, and can begin again where the disk failed. What
// is left to tidy up after it is done at the next start if it could not be done at once.
import { z } from 'zod'
import {
  parseAccountName,
  parseMemberId,
  partsOf,
  type AccountName,
  type MemberId,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Account } from '../model/account-view.ts'
import type { AccountDirectory } from '../directory/account-directory.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import { AccountRefusal } from '../model/account-refusal.ts'

/** How long nobody else gets the name, in ms: until who knew somebody by it has noticed that they left. */
export const NAME_KEPT_MS = 365 * 24 * 60 * 60_000
/** What stands beside what they wrote. */
export const LEFT = 'Somebody who left'
/** Their person's word from then on, when the name may be another's. */
const leftWord = (member: MemberId): string => `left-${member}`

/** Worlds of the node itself stand under this word. */
const NODE_WORD = 'inkland'

/** Worlds of one account that are looked at: more than anybody has. */
const WORLDS_MAX = 100_000

/**
 * What becomes of the worlds of who leaves: they go to the bin; they are offered to another account; or they
 * are another account's at once, which asked for them itself.
 */
export type WorldsFate = 'bin' | { readonly passTo: AccountName } | { readonly giveTo: AccountName }

const GoneRecord = z.object({
  account: z.string(),
  at: z.number(),
  /** Nothing of theirs is left to do. */
  isTidy: z.boolean(),
})

interface AccountDeletionOptions {
  readonly tables: RecordTables
  readonly store: Pick<Store, 'worldsBy' | 'setOwner' | 'person' | 'changePerson' | 'nameMember' | 'findById'>
  /** The worlds that somebody owns, and their home; those in the bin included. */
  readonly ownedBy: (member: MemberId) => ReadonlySet<WorldId>
  readonly book: Pick<AccountDirectory, 'all' | 'byId' | 'find' | 'forget'>
  /** All that ends with an account. */
  readonly endings: (account: MemberId) => readonly TableChange[]
  /** Puts a world in the bin, and sends away who is in it. */
  readonly putAway: (world: WorldRecord) => Promise<void>
  /**
   * Leaves a world to another account: nobody's from now on, and theirs if they say yes. Done again, it is as
   * done once.
   */
  readonly leaveTo: (world: WorldRecord, to: Account) => Promise<void>
  /** A world is another account's from now on. Throws a NoHeir where that one has as many as it may have. */
  readonly giveTo: (world: WorldRecord, to: Account) => Promise<void>
  /** Why another account cannot have so many worlds more; null while it can. */
  readonly whyNotGiven: (to: Account, worlds: number) => string | null
  /** Whether another account can be offered so many worlds. */
  readonly mayBeLeft: (to: MemberId, worlds: number) => boolean
  /**
   * Takes away what somebody may do in worlds of others, what they hold there, and what is known of where
   * they were.
   */
  readonly forgetRights: (member: MemberId) => Promise<void>
  readonly clock: { now(): number }
  /** Something could not be tidied up; it will be at the next start. */
  readonly onFault: (error: unknown) => void
}

/** What of it is done by who knows worlds, rights and other nodes. */
export type WorldHandover = Pick<
  AccountDeletionOptions,
  'ownedBy' | 'putAway' | 'leaveTo' | 'giveTo' | 'whyNotGiven' | 'mayBeLeft' | 'forgetRights'
>

export interface AccountDeletion {
  /**
   * Ends an account. Throws Refused when it must stay, NoHeir when nobody can be left its worlds; a
   * StoreFault leaves it here, with the worlds that went already in the bin, or offered.
   */
  leave(account: Account, worlds: WorldsFate): Promise<void>
  /** The worlds of somebody that would go to the bin or to another, which their home is not. */
  worldsOf(member: MemberId): Promise<readonly WorldRecord[]>
  /**
   * Why the worlds of somebody who leaves cannot go where they are to go, so many of them; null while they
   * can.
   */
  whyNoHeir(worlds: WorldsFate, count: number): string | null
  /** Tidies up what was left, and gives free the names of who left long ago; at a start. */
  mend(): Promise<void>
}

interface Heir {
  /** Null: nobody, since they go to the bin. */
  readonly account: Account | null
  readonly take: (world: WorldRecord) => Promise<void>
}

/** Nobody can be left the worlds of who leaves; the message says why. */
export class NoHeir extends Error {
  override readonly name = 'NoHeir'
}

const LAST_ADMIN = new AccountRefusal(
  'closed',
  'You are the only admin here, and others have accounts. Make one of them an admin first.',
)

const tooManyFor = ({ account }: Account): NoHeir =>
  new NoHeir(`That is more than ${account} can be offered at once. Move the worlds nobody needs to the bin.`)

export async function openAccountDeletion(options: AccountDeletionOptions): Promise<AccountDeletion> {
  const { tables, store, ownedBy, book, endings, clock, onFault } = options
  const { putAway, leaveTo, giveTo, whyNotGiven, mayBeLeft, forgetRights } = options
  const gone = await tables.table('gone', GoneRecord)

  /** Those of somebody, but for their home. */
  async function worldsOf(member: MemberId, which: 'here' | 'binned'): Promise<readonly WorldRecord[]> {
    const home = (await store.person(member))?.home ?? null
    return (await allOf(member)).filter(
      ({ owner, id, binnedAt }) =>
        owner === member && id !== home && (binnedAt === null) === (which === 'here'),
    )
  }

  const allOf = (member: MemberId): Promise<WorldRecord[]> => store.worldsBy([...ownedBy(member)], WORLDS_MAX)

  /** Who alone looks after the others stays. */
  function mayLeave({ id }: Account): boolean {
    const others = book.all().filter((other) => other.id !== id)
    const looksAfter = book.byId(id)?.isAdmin === true
    return (
      !looksAfter || others.length === 0 || others.some(({ isAdmin, isSuspended }) => isAdmin && !isSuspended)
    )
  }

  function heirNamed(name: AccountName): Account {
    const heir = book.find(name)
    if (heir !== null && !heir.isSuspended) return heir
    throw new NoHeir(`Nobody here has the account ${name}. Check the spelling.`)
  }

  /** Who gets so many worlds, and how each; throws a NoHeir where that is nobody, or they have no room. */
  function heirOf(worlds: WorldsFate, count: number): Heir {
    if (worlds === 'bin') return { account: null, take: putAway }
    const isGiven = 'giveTo' in worlds
    const account = heirNamed(isGiven ? worlds.giveTo : worlds.passTo)
    const why = isGiven ? whyNotGiven(account, count) : null
    if (why !== null) throw new NoHeir(why)
    if (!isGiven && !mayBeLeft(account.id, count)) throw tooManyFor(account)
    return { account, take: (world) => (isGiven ? giveTo(world, account) : leaveTo(world, account)) }
  }

  function whyNoHeir(worlds: WorldsFate, count: number): string | null {
    try {
      heirOf(worlds, count)
      return null
    } catch (error) {
      if (error instanceof NoHeir) return error.message
      throw error
    }
  }

  async function leaveNow(account: Account, worlds: WorldsFate): Promise<void> {
    if (!mayLeave(account)) throw LAST_ADMIN
    const all = await worldsOf(account.id, 'here')
    const heir = heirOf(worlds, all.length)
    if (heir.account?.id === account.id) {
      throw new NoHeir('That is the account that is ended. Choose somebody else’s.')
    }
    for (const world of all) {
      // What the node made itself is there for everybody, whoever looks after it.
      if (partsOf(world.address).account === NODE_WORD) await store.setOwner(world.key, null)
      else await heir.take(world)
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
    for (const world of await allOf(member)) {
      const isTheirs = world.owner === member || (world.id === home && world.owner !== null)
      if (isTheirs && world.binnedAt !== null) await store.setOwner(world.key, null)
    }
    await store.nameMember({ id: member, name: LEFT })
    await forgetRights(member)
    await tables.change(() => {
      const record = gone.get(member)
      return record && [gone.set(member, { ...record, isTidy: true })]
    })
  }

  /** Long after: the name is free. */
  async function giveFree(member: MemberId): Promise<void> {
    const word = parseAccountName(leftWord(member))
    if (word !== null && (await store.person(member)) !== null)
      await store.changePerson(member, { account: word })
    await tables.change(() => [gone.forget(member)])
  }

  return {
    leave: leaveNow,
    worldsOf: (member) => worldsOf(member, 'here'),
    whyNoHeir,
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
