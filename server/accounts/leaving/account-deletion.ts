// Somebody leaves for good. Their worlds go first, one by one. Then one transaction ends the account with all
// its credentials. Until then they are still here, and can begin again if the disk failed.
import { partsOf, type AccountName, type MemberId } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { TableChange } from '../../records/record-tables.ts'
import type { AccountDirectory } from '../directory/account-directory.ts'
import { AccountRefusal } from '../model/account-refusal.ts'
import type { Account } from '../model/account-view.ts'
import {
  NAME_KEPT_MS,
  openDepartedAccounts,
  type DepartedAccounts,
  type DepartedAccountsOptions,
} from './departed-accounts.ts'

/** Worlds of the node itself stand under this word. */
const NODE_WORD = 'inkland'

/**
 * Where the worlds go: to the bin; they are offered to another account; or they are another account's at
 * once, which asked for them itself.
 */
export type WorldsFate = 'bin' | { readonly passTo: AccountName } | { readonly giveTo: AccountName }

interface AccountDeletionOptions extends DepartedAccountsOptions {
  readonly book: Pick<AccountDirectory, 'all' | 'byId' | 'find' | 'forget'>
  /** All that ends with an account. */
  readonly endings: (account: MemberId) => readonly TableChange[]
  /**
   * Leaves a world to another account: it is nobody's from now on, and theirs if they say yes. Doing it twice
   * is doing it once.
   */
  readonly leaveTo: (world: WorldRecord, to: Account) => Promise<void>
  /** A world is another account's from now on. Throws a NoHeir where that one has as many as it may have. */
  readonly giveTo: (world: WorldRecord, to: Account) => Promise<void>
  /** Why another account cannot have so many worlds more; null while it can. */
  readonly whyNotGiven: (to: Account, worlds: number) => string | null
  /** Whether another account can be offered so many worlds. */
  readonly mayBeLeft: (to: MemberId, worlds: number) => boolean
}

/** The part of it that knows worlds, rights and other nodes. */
export type WorldHandover = Pick<
  AccountDeletionOptions,
  'ownedBy' | 'putAway' | 'leaveTo' | 'giveTo' | 'whyNotGiven' | 'mayBeLeft' | 'forgetRights'
>

export interface AccountDeletion extends Pick<DepartedAccounts, 'worldsOf' | 'mend'> {
  /**
   * Ends an account. Throws Refused when it must stay, NoHeir when nobody can be left its worlds; a
   * StoreFault leaves it here, with the worlds that went already in the bin, or offered.
   */
  leave(account: Account, worlds: WorldsFate): Promise<void>
  /** Why so many worlds cannot go where they are to go; null while they can. */
  whyNoHeir(worlds: WorldsFate, count: number): string | null
}

interface Heir {
  /** Null: nobody, since they go to the bin. */
  readonly account: Account | null
  readonly take: (world: WorldRecord) => Promise<void>
}

/** Nobody can be left the worlds; the message says why. */
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
  const { store, book, endings, clock, onFault } = options
  const departed = await openDepartedAccounts(options)

  /** An admin who alone looks after the others stays. */
  function mayLeave({ id }: Account): boolean {
    const others = book.all().filter((other) => other.id !== id)
    const looksAfter = book.byId(id)?.isAdmin === true
    return (
      !looksAfter || others.length === 0 || others.some(({ isAdmin, isSuspended }) => isAdmin && !isSuspended)
    )
  }

  async function leave(account: Account, worlds: WorldsFate): Promise<void> {
    if (!mayLeave(account)) throw LAST_ADMIN
    const all = await departed.worldsOf(account.id)
    const heir = heirOf(worlds, all.length, options)
    if (heir.account?.id === account.id) {
      throw new NoHeir('That is the account that is ended. Choose somebody else’s.')
    }
    for (const world of all) {
      // A world that the node itself made is there for everybody. A new admin does not change that.
      if (partsOf(world.address).account === NODE_WORD) await store.setOwner(world.key, null)
      else await heir.take(world)
    }
    await departed.putHomeAway(account.id)
    const now = clock.now()
    const isDone = await book.forget(account.id, now + NAME_KEPT_MS, () => {
      // Others may have left, or be admins no more, in the meantime.
      if (!mayLeave(account)) return null
      return [departed.noting(account, now), ...endings(account.id)]
    })
    if (!isDone && book.byId(account.id) !== null) throw LAST_ADMIN
    await departed.tidyUp(account.id).catch(onFault)
  }

  return {
    leave,
    worldsOf: (member) => departed.worldsOf(member),
    whyNoHeir(worlds, count) {
      try {
        heirOf(worlds, count, options)
        return null
      } catch (error) {
        if (error instanceof NoHeir) return error.message
        throw error
      }
    },
    mend: () => departed.mend(),
  }
}

/**
 * The receiver of so many worlds, and how each is given; throws a NoHeir where there is none, or they have no
 * room.
 */
function heirOf(worlds: WorldsFate, count: number, options: AccountDeletionOptions): Heir {
  const { book, putAway, leaveTo, giveTo, whyNotGiven, mayBeLeft } = options
  if (worlds === 'bin') return { account: null, take: putAway }
  const isGiven = 'giveTo' in worlds
  const name = isGiven ? worlds.giveTo : worlds.passTo
  const account = book.find(name)
  if (account === null || account.isSuspended) {
    throw new NoHeir(`Nobody here has the account ${name}. Check the spelling.`)
  }
  const why = isGiven ? whyNotGiven(account, count) : null
  if (why !== null) throw new NoHeir(why)
  if (!isGiven && !mayBeLeft(account.id, count)) throw tooManyFor(account)
  return { account, take: (world) => (isGiven ? giveTo(world, account) : leaveTo(world, account)) }
}
