// `/api/admin/storage`: how much of this node's disks each account takes, the most first; and the bounds of
// one account.
import {
  OwnBoundsChange,
  type OwnBounds,
  type StorageLine,
  type StoragePage,
  type StorageSort,
} from '../../../shared/wire/api/admin-bodies.ts'
import { parseMemberId, type MemberId } from '../../../shared/world/address.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { Contributor } from '../../accounts/usage/usage-ledger.ts'
import type { BoundsOfAccounts } from '../../accounts/usage/account-bounds.ts'
import type { Usage } from '../../accounts/usage/storage-usage.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import { accountIn } from './admin-account-routes.ts'
import { has, pageOf, searchIn } from './list-query.ts'

interface StorageParts extends Pick<AccountServices, 'accounts' | 'settings'> {
  readonly usage: Usage
  readonly bounds: BoundsOfAccounts
  readonly audit: Audit
}

const SORTS: ReadonlySet<string> = new Set([
  'all',
  'today',
  'pages',
  'history',
  'pictures',
  'name',
] satisfies StorageSort[])
const isSort = (text: unknown): text is StorageSort => typeof text === 'string' && SORTS.has(text)

export function addAdminStorageRoutes(
  routes: Routes,
  { usage, bounds, accounts, settings, audit }: StorageParts,
): void {
  interface Named extends Pick<StorageLine, 'who' | 'account'> {
    readonly id: MemberId | null
  }

  function nameOf(who: Contributor): Named {
    if (who === 'guests' || who === 'strangers') return { who, account: null, id: null }
    if (who.startsWith('node:')) return { who: 'node', account: who.slice('node:'.length), id: null }
    const member = parseMemberId(who.slice('account:'.length))
    const account = member && accounts.byId(member)
    return account === null
      ? { who: 'left', account: null, id: null }
      : { who: 'account', account: account.account, id: account.id }
  }

  function boundsOf(who: StorageLine['who'], id: MemberId | null): Pick<StorageLine, 'bounds' | 'own'> {
    if (who === 'left') return { bounds: null, own: NO_OWN }
    const { bytesPerDay, bytesPerAccount, pictureBytesPerAccount } =
      id === null ? settings.now() : bounds.most(id)
    return {
      // Pictures have a limit for each person, and none for many people together.
      bounds: { perDay: bytesPerDay, inAll: bytesPerAccount, pictures: id && pictureBytesPerAccount },
      own: id === null ? NO_OWN : { ...bounds.of(id) },
    }
  }

  /** The room of accounts that are gone is one line. */
  function lines(): StorageLine[] {
    const told = new Map<string, StorageLine>()
    const pageBytes = usage.pages()
    for (const [contributor, { logs, pictures, today }] of usage.all()) {
      const { id, ...named } = nameOf(contributor)
      const name = `${named.who} ${named.account ?? ''}`
      const before = told.get(name)
      const pages = pageBytes.get(contributor) ?? 0
      told.set(name, {
        ...named,
        pages: (before?.pages ?? 0) + pages,
        history: (before?.history ?? 0) + logs - pages,
        pictures: (before?.pictures ?? 0) + pictures,
        today: (before?.today ?? 0) + today,
        ...boundsOf(named.who, id),
      })
    }
    return [...told.values()]
  }

  routes.add('get', '/admin/storage', 'admin', ({ request, response }) => {
    const search = searchIn(request)
    const sort = isSort(request.query['sort']) ? request.query['sort'] : 'all'
    const found = lines().filter(({ account, who }) => has(search, account ?? who))
    const { bytesPerDay, bytesPerAccount, pictureBytesPerAccount } = settings.now()
    response.json({
      lines: [...pageOf(found.toSorted(BY[sort]), request)],
      total: found.length,
      bytesPerDay,
      bytesPerAccount,
      pictureBytesPerAccount,
    } satisfies StoragePage)
  })

  routes.add(
    'patch',
    '/admin/accounts/:name/storage',
    { proven: 'admin' },
    async ({ request, response, member }) => {
      const change = bodyOf(OwnBoundsChange, request)
      const account = accountIn(accounts, request)
      const own = await bounds.change(account.id, definedOf(change))
      audit.note(member.id, 'admin.boundsChanged', account.account, { ...own })
      response.json(own satisfies OwnBounds)
    },
  )
}

const NO_OWN: OwnBounds = { bytesPerDay: null, bytesPerAccount: null, pictureBytesPerAccount: null }

/** The bounds that the request gives; the others stay. */
function definedOf({ bytesPerDay, bytesPerAccount, pictureBytesPerAccount }: OwnBoundsChange) {
  return {
    ...(bytesPerDay !== undefined && { bytesPerDay }),
    ...(bytesPerAccount !== undefined && { bytesPerAccount }),
    ...(pictureBytesPerAccount !== undefined && { pictureBytesPerAccount }),
  }
}

type Order = (one: StorageLine, other: StorageLine) => number

const byName: Order = (one, other) => ((one.account ?? '') < (other.account ?? '') ? -1 : 1)
const most =
  (of: (line: StorageLine) => number): Order =>
  (one, other) =>
    of(other) - of(one) || byName(one, other)

const BY: Readonly<Record<StorageSort, Order>> = {
  all: most(({ pages, history, pictures }) => pages + history + pictures),
  today: most(({ today }) => today),
  pages: most(({ pages }) => pages),
  history: most(({ history }) => history),
  pictures: most(({ pictures }) => pictures),
  name: byName,
}
