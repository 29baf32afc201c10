// `/api/admin/deeds`: the events of this node, the last one first, by person or by kind.
import {
  DEED_AREAS,
  PAGE_LINES,
  type DeedLine,
  type DeedPage,
} from '../../../shared/wire/api/admin-bodies.ts'
import { parseAnyAccount } from '../../../shared/world/address.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit, NotedDeed } from '../../accounts/directory/audit-log.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

/** How many rows are read for one answer, whatever the search. Older ones come with the next page. */
const READ_MAX = 5_000

const NO_AREA = new HttpRefusal(400, 'malformed', `Choose one of ${DEED_AREAS.join(', ')}.`)

type DeedFilter = (deed: NotedDeed) => boolean

interface AuditParts extends Pick<AccountServices, 'accounts' | 'store'> {
  readonly audit: Audit
  readonly names: PersonNames
  readonly lookForBackup: () => Promise<unknown>
}

export function addAuditRoutes(
  routes: Routes,
  { accounts, store, audit, names, lookForBackup }: AuditParts,
): void {
  routes.add('get', '/admin/deeds', 'admin', async ({ request, response }) => {
    const { before, who, area } = request.query
    const first = typeof before === 'string' && before !== '' ? before.slice(0, 40) : null
    if (first === null) await lookForBackup()
    const isOf = await whoIs(who)
    const isIn = areaIs(area)
    const { deeds, next } = await read(first, (deed) => isOf(deed) && isIn(deed))
    response.json({ deeds: await named(deeds), next } satisfies DeedPage)
  })

  async function read(
    first: string | null,
    isWanted: DeedFilter,
  ): Promise<{ readonly deeds: readonly NotedDeed[]; readonly next: string | null }> {
    const deeds: NotedDeed[] = []
    let before = first
    for (let count = 0; count < READ_MAX; count += PAGE_LINES) {
      const page = await audit.last(before, PAGE_LINES)
      for (const deed of page) {
        before = deed.id
        if (isWanted(deed)) deeds.push(deed)
        if (deeds.length === PAGE_LINES) return { deeds, next: before }
      }
      if (page.length < PAGE_LINES) return { deeds, next: null }
    }
    return { deeds, next: before }
  }

  /** The filter for one person: their deeds, and deeds of others that concern them. */
  async function whoIs(who: unknown): Promise<DeedFilter> {
    if (typeof who !== 'string' || who === '') return () => true
    const name = parseAnyAccount(who)
    const person = name && (accounts.find(name) ?? (await store.personNamed(name)))
    return (deed) =>
      deed.to === who || deed.more['account'] === who || (person != null && deed.who === person.id)
  }

  async function named(deeds: readonly NotedDeed[]): Promise<DeedLine[]> {
    const refs = await names.of(deeds.map(({ who }) => who))
    return deeds.map(({ id, at, who, what, to, more }) => ({
      id,
      at,
      who: (who && refs.get(who)) ?? null,
      what,
      to,
      more: { ...more },
    }))
  }
}

function areaIs(area: unknown): DeedFilter {
  if (typeof area !== 'string' || area === '') return () => true
  if (!DEED_AREAS.some((known) => known === area)) throw NO_AREA
  return ({ what }) => what.startsWith(`${area}.`)
}
