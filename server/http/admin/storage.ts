// `/api/admin/storage`: who takes how much of this node's disks, the most first.
import type { StorageLine, StoragePage, StorageSort } from '../../../shared/wire/admin.ts'
import { parseMemberId } from '../../../shared/world/address.ts'
import type { Contributor, Used } from '../../accounts/usage/ledger.ts'
import type { Usage } from '../../accounts/usage/usage.ts'
import type { Parts } from '../parts.ts'
import { createRoutes, type Routes } from '../rule.ts'
import { has, pageOf, searchIn } from './asking.ts'

type UsageParts = Parts & { readonly usage: Usage }

export const hasUsage = (parts: Parts): parts is UsageParts => parts.usage !== null

const SORTS: ReadonlySet<string> = new Set([
  'all',
  'today',
  'logs',
  'pictures',
  'name',
] satisfies StorageSort[])
const isSort = (text: unknown): text is StorageSort => typeof text === 'string' && SORTS.has(text)

export function adminStorageRoutes(parts: UsageParts): Routes {
  const { usage, accounts, settings } = parts
  const routes = createRoutes(parts)

  function nameOf(who: Contributor): Pick<StorageLine, 'who' | 'account'> {
    if (who === 'guests' || who === 'strangers') return { who, account: null }
    if (who.startsWith('node:')) return { who: 'node', account: who.slice('node:'.length) }
    const id = parseMemberId(who.slice('account:'.length))
    const account = (id && accounts.byId(id)?.account) ?? null
    return account === null ? { who: 'left', account: null } : { who: 'account', account }
  }

  /** What accounts that are gone added is told together. */
  function lines(): StorageLine[] {
    const told = new Map<string, StorageLine>()
    for (const [contributor, { logs, pictures, today }] of usage.all()) {
      const named = nameOf(contributor)
      const name = `${named.who} ${named.account ?? ''}`
      const before: Used = told.get(name) ?? { logs: 0, pictures: 0, today: 0 }
      told.set(name, {
        ...named,
        logs: before.logs + logs,
        pictures: before.pictures + pictures,
        today: before.today + today,
      })
    }
    return [...told.values()]
  }

  routes.add('get', '/admin/storage', 'admin', ({ request, response }) => {
    const search = searchIn(request)
    const sort = isSort(request.query['sort']) ? request.query['sort'] : 'all'
    const found = lines().filter(({ account, who }) => has(search, account ?? who))
    const { bytesPerDay, bytesPerAccount } = settings.now()
    response.json({
      lines: [...pageOf(found.toSorted(BY[sort]), request)],
      total: found.length,
      bytesPerDay,
      bytesPerAccount,
    } satisfies StoragePage)
  })

  return routes
}

type Order = (one: StorageLine, other: StorageLine) => number

const byName: Order = (one, other) => ((one.account ?? '') < (other.account ?? '') ? -1 : 1)
const most =
  (of: (line: StorageLine) => number): Order =>
  (one, other) =>
    of(other) - of(one) || byName(one, other)

const BY: Readonly<Record<StorageSort, Order>> = {
  all: most(({ logs, pictures }) => logs + pictures),
  today: most(({ today }) => today),
  logs: most(({ logs }) => logs),
  pictures: most(({ pictures }) => pictures),
  name: byName,
}
