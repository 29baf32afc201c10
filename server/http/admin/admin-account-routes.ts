// `/api/admin/accounts`: who has an account here, shutting one out and letting it in again, making admins,
// helping who is locked out.
import { ADMIN_CODE_MS } from '../../accounts/sign-in/recovery-codes.ts'
import { whyNotCalled, whyNotWord } from '../../accounts/names/name-rules.ts'
import type { Account } from '../../accounts/model/account-view.ts'
import {
  AccountChange,
  type AccountLine,
  type AccountPage,
  type RecoveryCode,
} from '../../../shared/wire/api/admin-bodies.ts'
import { parseAccountName, type MemberId } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { AllWorlds } from '../routing/all-worlds.ts'
import type { AccountParts } from '../routing/request-account.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { createRoutes, type RouteRequest, type Routes } from '../routing/route-rules.ts'
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

/** So many are told whom one account looks like: more say no more. */
const LOOKS_LIKE_MAX = 3

interface LineParts {
  readonly allWorlds: AllWorlds
  readonly sizes: Sizes
}

export function adminAccountRoutes(parts: AccountParts, { allWorlds, sizes }: LineParts): Routes {
  const { entrance, accounts, audit, clock } = parts
  const { book, signedIn, codes } = entrance
  const routes = createRoutes(parts)
  const proven = { proven: 'admin' } as const

  function named({ request }: RouteRequest): Account {
    const name = parseAccountName(String(request.params['name']))
    const account = name && accounts.find(name)
    if (!account) throw NO_ACCOUNT
    return account
  }

  async function worldsByOwner(): Promise<ReadonlyMap<MemberId | null, readonly WorldRecord[]>> {
    const all = [...(await allWorlds('here')), ...(await allWorlds('binned'))]
    return Map.groupBy(all, ({ owner }) => owner)
  }

  const isOdd = ({ account, name }: Account): boolean =>
    whyNotWord(account) !== null || whyNotCalled(name) !== null

  /**
   * Those whom an account could be taken for. Where one of two is written oddly, that one is the likeness,
   * and not the other.
   */
  function looksLike(account: Account): string[] {
    const { id } = account
    const called = [account.account, account.name].flatMap((one) =>
      book.alike.called(one, { id, isSame: false }),
    )
    const words = book.alike.words(account.account).flatMap((word) => book.find(word) ?? [])
    const others = [...words, ...called].filter(
      (other) => other.id !== id && (isOdd(account) || !isOdd(other)),
    )
    return [...new Set(others.map((other) => other.account))].toSorted().slice(0, LOOKS_LIKE_MAX)
  }

  async function lineOf(
    account: Account,
    worlds: readonly WorldRecord[],
    you: MemberId,
  ): Promise<AccountLine> {
    const sessions = signedIn.of(account.id)
    const each = await Promise.all(worlds.map(({ key }) => sizes.of(key)))
    return {
      account: account.account,
      name: account.name,
      since: account.since,
      seenAt: sessions[0]?.seenAt ?? null,
      isAdmin: account.isAdmin,
      isSuspended: account.isSuspended,
      isYou: account.id === you,
      worlds: worlds.filter(({ binnedAt }) => binnedAt === null).length,
      bytes: each.reduce((sum, { bytes }) => sum + bytes, 0),
      sessions: sessions.length,
      looksLike: looksLike(account),
      isOddName: isOdd(account),
    }
  }

  routes.add('get', '/admin/accounts', 'admin', async ({ request, response, member }) => {
    const search = searchIn(request)
    const found = accounts
      .all()
      .filter(({ account, name }) => has(search, account, name))
      .toSorted((one, other) => (one.account < other.account ? -1 : 1))
    const worlds = await worldsByOwner()
    const page = pageOf(found, request).map((account) =>
      lineOf(account, worlds.get(account.id) ?? [], member.id),
    )
    response.json({ accounts: await Promise.all(page), total: found.length } satisfies AccountPage)
  })

  /** Whether there is an admin who can come in without this one. */
  const hasOtherAdmin = (id: MemberId): boolean =>
    accounts.all().some((other) => other.id !== id && other.isAdmin && !other.isSuspended)

  routes.add('patch', '/admin/accounts/:name', proven, async (asked) => {
    const { request, response, member } = asked
    const { isAdmin, isSuspended } = bodyOf(AccountChange, request)
    const account = named(asked)
    if (isSuspended === true && account.id === member.id) throw YOURSELF
    const change = {
      ...(isAdmin !== undefined && { isAdmin }),
      ...(isSuspended !== undefined && { isSuspended }),
    }
    // Judged when its turn has come: two admins may unmake each other at once.
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
    response.json(await lineOf(changed, (await worldsByOwner()).get(changed.id) ?? [], member.id))
  })

  routes.add('post', '/admin/accounts/:name/code', proven, async (asked) => {
    const account = named(asked)
    const code = await codes.makeForAdmin(account.id)
    audit.note(asked.member.id, 'admin.codeMade', account.account)
    asked.response.status(201).json({ code, until: clock.now() + ADMIN_CODE_MS } satisfies RecoveryCode)
  })

  routes.add('delete', '/admin/accounts/:name/sessions', proven, async (asked) => {
    const account = named(asked)
    const { id, session } = asked.member
    await signedIn.endAll(account.id, account.id === id ? session : null)
    audit.note(id, 'admin.sessionsEnded', account.account)
    asked.response.status(204).end()
  })

  return routes
}
