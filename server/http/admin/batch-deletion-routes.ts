// `/api/admin/ending`: admins end several accounts at once. A preview says what that comes to, and a list
// says how far it is.
import {
  ENDED_AT_ONCE_MAX,
  NewEnding,
  type AccountNames,
  type EndedWorlds,
  type EndingNow,
  type EndingPreview,
} from '../../../shared/wire/api/account-ending-bodies.ts'
import { parseAccountName, type MemberId } from '../../../shared/world/address.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { AccountDeletion, WorldsFate } from '../../accounts/leaving/account-deletion.ts'
import type { BatchDeletion, BatchFate } from '../../accounts/leaving/batch-deletion.ts'
import type { Account, Accounts } from '../../accounts/model/account-view.ts'
import type { Member } from '../../contracts/request-member.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import { has, searchIn } from './list-query.ts'
import { NO_ACCOUNT, YOURSELF } from './admin-account-routes.ts'

const NO_HEIR = new HttpRefusal(409, 'heir', 'Nobody here has that account. Check the spelling.')
const HEIR_ENDS = new HttpRefusal(409, 'heir', 'That account is among those that end. Choose another.')

const WORDS = { missing: NO_ACCOUNT.message, yourself: YOURSELF.message }

/** The accounts of these names, each once, and the names that nobody has. */
export function accountsNamed(
  accounts: Accounts,
  names: readonly string[],
): { readonly all: Account[]; readonly missing: string[] } {
  const all = new Map<MemberId, Account>()
  const missing: string[] = []
  for (const name of new Set(names)) {
    const word = parseAccountName(name)
    const account = word && accounts.find(word)
    if (account) all.set(account.id, account)
    else missing.push(name)
  }
  return { all: [...all.values()], missing }
}

interface BatchDeletionParts extends Pick<AccountServices, 'accounts' | 'rights' | 'settings' | 'usage'> {
  readonly accountDeletion: AccountDeletion
  readonly batch: BatchDeletion
}

export function addBatchDeletionRoutes(
  routes: Routes,
  { accounts, rights, settings, usage, accountDeletion, batch }: BatchDeletionParts,
): void {
  function fateOf(worlds: EndedWorlds, ending: readonly Account[], member: Member): WorldsFate {
    if (worlds === 'bin' || worlds === 'binThenGone') return 'bin'
    const name = worlds === 'mine' ? accounts.byId(member.id)?.account : parseAccountName(worlds.passTo)
    const heir = name ? accounts.find(name) : null
    if (!name || heir === null || heir.isSuspended) throw NO_HEIR
    if (worlds !== 'mine' && ending.some(({ account }) => account === name)) throw HEIR_ENDS
    return worlds === 'mine' ? { giveTo: name } : { passTo: name }
  }

  function heirOf(fate: WorldsFate): EndingPreview['heir'] {
    if (fate === 'bin' || rights === null) return null
    const heir = accounts.find('giveTo' in fate ? fate.giveTo : fate.passTo)
    if (heir === null) return null
    return {
      account: heir.account,
      worlds: rights.worldsOf(heir.id),
      most: settings.now().worldsPerAccount,
    }
  }

  routes.add('post', '/admin/ending/preview', 'admin', async ({ request, response, member }) => {
    const { accounts: names, worlds } = bodyOf(NewEnding, request)
    const { all, missing } = accountsNamed(accounts, names)
    const lines: EndingPreview['lines'] = missing.map((account) => ({
      account,
      name: account,
      worlds: 0,
      bytes: 0,
      why: WORDS.missing,
    }))
    let count = 0
    for (const { id, account, name } of all) {
      const own = await accountDeletion.worldsOf(id)
      const why = id === member.id ? WORDS.yourself : null
      if (why === null) count += own.length
      const { logs, pictures } = usage?.of(id) ?? { logs: 0, pictures: 0 }
      lines.push({ account, name, worlds: own.length, bytes: logs + pictures, why })
    }
    const fate = fateOf(worlds, all, member)
    response.json({
      lines,
      whyNot: accountDeletion.whyNoHeir(fate, count),
      heir: heirOf(fate),
    } satisfies EndingPreview)
  })

  function now(): EndingNow {
    const lines = batch.lines()
    const [first] = lines
    if (first === undefined) return { ending: null }
    return {
      ending: {
        at: first.at,
        by: (first.by && accounts.byId(first.by)?.account) ?? null,
        isOver: lines.every(({ state }) => state !== 'waiting'),
        lines: lines.map(({ account, name, state, why }) => ({ account, name, state, why })),
      },
    }
  }

  routes.add('get', '/admin/ending', 'admin', ({ response }) => void response.json(now()))

  routes.add('post', '/admin/ending', { proven: 'admin' }, async ({ request, response, member }) => {
    const { accounts: names, worlds } = bodyOf(NewEnding, request)
    const all = accountsNamed(accounts, names).all.filter(({ id }) => id !== member.id)
    // Accounts that are gone by now have ended already.
    if (all.length > 0) {
      const fate = fateOf(worlds, all, member)
      await batch.start(all, typeof worlds === 'string' ? worlds : passing(fate), member.id)
    }
    response.status(all.length > 0 ? 202 : 200).json(now())
  })

  routes.add('delete', '/admin/ending', 'admin', async ({ response }) => {
    const isOver = now().ending?.isOver ?? true
    await (isOver ? batch.forget() : batch.stop())
    response.json(now())
  })

  routes.add('get', '/admin/account-names', 'admin', ({ request, response, member }) => {
    const search = searchIn(request)
    const found = accounts
      .all()
      .filter(({ id, account, name }) => id !== member.id && has(search, account, name))
      .toSorted((one, other) => (one.account < other.account ? -1 : 1))
    const told = found.slice(0, ENDED_AT_ONCE_MAX).map(({ account, name }) => ({ account, name }))
    response.json({ accounts: told, total: found.length } satisfies AccountNames)
  })
}

function passing(fate: WorldsFate): BatchFate {
  return fate !== 'bin' && 'passTo' in fate ? fate : 'bin'
}
