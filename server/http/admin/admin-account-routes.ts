// `/api/admin/accounts`: the accounts of this node; shutting one out and letting it in again, making admins,
// helping people who are locked out.
import type { Request } from 'express'
import { ADMIN_CODE_MS } from '../../accounts/sign-in/recovery-codes.ts'
import { whyNotCalled, whyNotWord } from '../../accounts/names/name-rules.ts'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { AccountDirectory } from '../../accounts/directory/account-directory.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { Account, Accounts } from '../../accounts/model/account-view.ts'
import {
  AccountChange,
  type AccountLine,
  type AccountPage,
  type RecoveryCode,
} from '../../../shared/wire/api/admin-bodies.ts'
import { parseAccountName, type MemberId } from '../../../shared/world/address.ts'
import type { AllWorlds } from '../routing/all-worlds.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import { has, pageOf, searchIn } from './list-query.ts'
import type { Sizes } from './world-sizes.ts'

export const NO_ACCOUNT = new HttpRefusal(404, 'missing', 'Nobody here has that account.')
const LAST_ADMIN = new HttpRefusal(
  409,
  'lastAdmin',
  'This is the only admin. Make someone else an admin first.',
)
export const YOURSELF = new HttpRefusal(
  409,
  'yourself',
  'That is your own account. Ask another admin to do that.',
)

/** Accounts that are named as looking like one: more of them would say no more. */
const LOOKS_LIKE_MAX = 3

/** The account that the path names. */
export function accountIn(accounts: Accounts, { params }: Request): Account {
  const name = parseAccountName(String(params['name']))
  const account = name && accounts.find(name)
  if (!account) throw NO_ACCOUNT
  return account
}

interface AccountLineParts {
  readonly entrance: AccountEntry
  readonly allWorlds: AllWorlds
  readonly sizes: Sizes
}

/** The facts about each of these accounts for admins. */
async function linesOf(
  { entrance, allWorlds, sizes }: AccountLineParts,
  accounts: readonly Account[],
  you: MemberId,
): Promise<AccountLine[]> {
  const { book, signedIn } = entrance
  const all = [...(await allWorlds('here')), ...(await allWorlds('binned'))]
  const owned = Map.groupBy(all, ({ owner }) => owner)
  return Promise.all(
    accounts.map(async (account) => {
      const { id, name, since, isAdmin, isSuspended } = account
      const worlds = owned.get(id) ?? []
      const sessions = signedIn.of(id)
      const each = await Promise.all(worlds.map(({ key }) => sizes.of(key)))
      return {
        account: account.account,
        name,
        since,
        seenAt: sessions[0]?.seenAt ?? null,
        isAdmin,
        isSuspended,
        isYou: id === you,
        worlds: worlds.filter(({ binnedAt }) => binnedAt === null).length,
        bytes: each.reduce((sum, { bytes }) => sum + bytes, 0),
        sessions: sessions.length,
        looksLike: looksLike(book, account),
        isOddName: isOdd(account),
      }
    }),
  )
}

async function lineOf(parts: AccountLineParts, account: Account, you: MemberId): Promise<AccountLine> {
  const [line] = await linesOf(parts, [account], you)
  if (line === undefined) throw NO_ACCOUNT
  return line
}

const isOdd = ({ account, name }: Account): boolean =>
  whyNotWord(account) !== null || whyNotCalled(name) !== null

/**
 * The accounts that an account could be taken for. Where one of two is written oddly, that one is the
 * imitation, and not the other.
 */
function looksLike(book: AccountDirectory, account: Account): string[] {
  const { id } = account
  const called = [account.account, account.name].flatMap((one) =>
    book.alike.called(one, { id, isSame: false }),
  )
  const words = book.alike.words(account.account).flatMap((word) => book.find(word) ?? [])
  const others = [...words, ...called].filter((other) => other.id !== id && (isOdd(account) || !isOdd(other)))
  return [...new Set(others.map((other) => other.account))].toSorted().slice(0, LOOKS_LIKE_MAX)
}

export function addAdminAccountRoutes(
  routes: Routes,
  parts: AccountLineParts & {
    readonly accounts: Accounts
    readonly audit: Audit
    readonly clock: { now(): number }
  },
): void {
  const { entrance, accounts, audit, clock } = parts
  const { book, signedIn, codes } = entrance
  const proven = { proven: 'admin' } as const

  routes.add('get', '/admin/accounts', 'admin', async ({ request, response, member }) => {
    const search = searchIn(request)
    const found = accounts
      .all()
      .filter(({ account, name }) => has(search, account, name))
      .toSorted((one, other) => (one.account < other.account ? -1 : 1))
    const page = await linesOf(parts, pageOf(found, request), member.id)
    response.json({ accounts: page, total: found.length } satisfies AccountPage)
  })

  /** Whether an admin other than this one can sign in. */
  const hasOtherAdmin = (id: MemberId): boolean =>
    accounts.all().some((other) => other.id !== id && other.isAdmin && !other.isSuspended)

  routes.add('patch', '/admin/accounts/:name', proven, async ({ request, response, member }) => {
    const { isAdmin, isSuspended } = bodyOf(AccountChange, request)
    const account = accountIn(accounts, request)
    if (isSuspended === true && account.id === member.id) throw YOURSELF
    const change = {
      ...(isAdmin !== undefined && { isAdmin }),
      ...(isSuspended !== undefined && { isSuspended }),
    }
    // Judged at the moment of the change: two admins may remove each other at once.
    let isLast = false
    const changed = await book.change(
      account.id,
      (now) => {
        const leaves = now.isAdmin && !now.isSuspended && (isAdmin === false || isSuspended === true)
        isLast = leaves && !hasOtherAdmin(now.id)
        return isLast ? null : change
      },
      () => (isSuspended === true ? signedIn.endings(account.id) : []),
    )
    if (isLast) throw LAST_ADMIN
    if (changed === null) throw NO_ACCOUNT
    if (isAdmin !== undefined && isAdmin !== account.isAdmin) {
      audit.note(member.id, isAdmin ? 'admin.made' : 'admin.unmade', account.account)
    }
    if (isSuspended !== undefined && isSuspended !== account.isSuspended) {
      audit.note(member.id, isSuspended ? 'admin.suspended' : 'admin.letIn', account.account)
    }
    response.json(await lineOf(parts, changed, member.id))
  })

  routes.add('post', '/admin/accounts/:name/code', proven, async (asked) => {
    const account = accountIn(accounts, asked.request)
    const code = await codes.makeForAdmin(account.id)
    audit.note(asked.member.id, 'admin.codeMade', account.account)
    asked.response.status(201).json({ code, until: clock.now() + ADMIN_CODE_MS } satisfies RecoveryCode)
  })

  routes.add('delete', '/admin/accounts/:name/sessions', proven, async (asked) => {
    const account = accountIn(accounts, asked.request)
    const { id, session } = asked.member
    await signedIn.endAll(account.id, account.id === id ? session : null)
    audit.note(id, 'admin.sessionsEnded', account.account)
    asked.response.status(204).end()
  })
}
