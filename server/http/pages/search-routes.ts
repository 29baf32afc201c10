// What search engines are told: that they may come, and which worlds they find, since the owners of those say
// so (https://www.rfc-editor.org/rfc/rfc9309, https://www.sitemaps.org/protocol.html).
import { Router } from 'express'
import { escapeHtml } from '../../../shared/page/page-html.ts'
import { nodeOf, pathOfWorld } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import { NO_MEMBER } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { sharedRequest } from '../../time/shared-request.ts'
import type { Guard } from '../edge/origin-guard.ts'
import { NO_SUCH_PAGE } from '../edge/http-refusal.ts'

/** So many addresses may be in one file of the protocol. */
const LISTED_MAX = 50_000

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

interface SearchServices {
  readonly access: Pick<AccountServices, 'store' | 'rights' | 'rightOf'>
  readonly guard: Pick<Guard, 'linkOriginOf'>
  readonly clock: ServerClock
}

/** `GET /robots.txt` and `GET /sitemap.xml`; with more than a file takes, that lists `?page=1` and so on. */
export function searchRoutes({ access, guard, clock }: SearchServices): Router {
  const { store, rights, rightOf } = access
  const routes = Router({ caseSensitive: true })

  const found = sharedRequest(async (): Promise<readonly WorldRecord[]> => {
    const ids = [...(rights?.foundWorlds ?? [])]
    const worlds = ids.length === 0 ? [] : await store.worldsBy(ids, ids.length)
    return worlds.filter(
      (world) =>
        world.binnedAt === null &&
        nodeOf(world.address) === null &&
        atLeast(rightOf(NO_MEMBER, world), 'see'),
    )
  }, clock)

  routes.get('/robots.txt', (request, response) => {
    response.type('txt').set('Cache-Control', 'no-cache')
    response.send(`User-agent: *\nDisallow:\n\nSitemap: ${guard.linkOriginOf(request)}/sitemap.xml\n`)
  })

  routes.get('/sitemap.xml', async (request, response) => {
    const { page } = request.query
    const asked = page === undefined ? null : Number(page)
    const listed = sitemapOf(await found(), asked, guard.linkOriginOf(request))
    if (listed === null) throw NO_SUCH_PAGE
    response.type('xml').set('Cache-Control', 'no-cache').send(listed)
  })

  return routes
}

/** A page of the worlds, from 1 on; null: all, or the list of the pages; answers null where there is none. */
export function sitemapOf(
  worlds: readonly Pick<WorldRecord, 'address' | 'changedAt'>[],
  page: number | null,
  origin: string,
): string | null {
  const pages = Math.max(1, Math.ceil(worlds.length / LISTED_MAX))
  if (page === null && pages > 1) {
    const numbers = Array.from({ length: pages }, (_, index) => index + 1)
    const entries = numbers.map((number) => entry('sitemap', `${origin}/sitemap.xml?page=${number}`))
    return `${XML}<sitemapindex ${NAMESPACE}>\n${entries.join('')}</sitemapindex>\n`
  }
  const asked = page ?? 1
  if (!Number.isInteger(asked) || asked < 1 || asked > pages) return null
  const entries = worlds
    .slice((asked - 1) * LISTED_MAX, asked * LISTED_MAX)
    .map(({ address, changedAt }) => entry('url', `${origin}${pathOfWorld(address)}`, changedAt))
  return `${XML}<urlset ${NAMESPACE}>\n${entries.join('')}</urlset>\n`
}

/** `changedAt`: in ms since 1970. */
function entry(tag: 'url' | 'sitemap', address: string, changedAt?: number): string {
  const changed = changedAt === undefined ? '' : `<lastmod>${new Date(changedAt).toISOString()}</lastmod>`
  return `<${tag}><loc>${escapeHtml(address)}</loc>${changed}</${tag}>\n`
}
