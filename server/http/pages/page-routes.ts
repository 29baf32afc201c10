// The pages: two that the client fills in, and the client's files. The page of a world names more files to
// load at once, and has its words for whoever reads without a script.
import { Router, type Response } from 'express'
import { escapeHtml } from '../../../shared/page/page-html.ts'
import { parseAddress, parseAnyAddress, pathOfWorld, type Address } from '../../../shared/world/address.ts'
import { FRAME_PATH } from '../../../shared/world/framing.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { pictureUrlPath } from '../../../shared/world/picture-id.ts'
import type { WrittenScene } from '../../sync/validation/written-scene.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import { NO_MEMBER } from '../../contracts/request-member.ts'
import type { RequestLookup } from '../routing/request-lookup.ts'
import { createAssets, type Filling } from './client-files.ts'
import { previewPathOf } from './embed-routes.ts'
import { PREVIEW_SIZE } from './preview-drawing.ts'
import type { SeenBy, SeenWorld } from '../words/seen-worlds.ts'
import type { HttpServices } from '../routing/http-services.ts'
import { policyOf } from '../edge/content-policy.ts'
import { HttpRefusal, NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import { feedPathOf } from '../history/world-feed.ts'

const NOT_BUILT = new HttpRefusal(
  503,
  'unbuilt',
  'The client has not been built. Run `npm run build` in the folder of Inkland, then load this page again.',
)

/** The client decides what it shows at these addresses. The page is the same. */
const SCREENS = [
  '/',
  '/reference',
  '/copies/:id',
  '/account',
  '/admin',
  '/sign-in',
  '/recovery',
  '/join',
  '/join-elsewhere',
  '/first',
  '/code',
]

/** The browser is not told to ask at once who is there: in a frame that takes a header. */
const FRAMED: Filling = {
  key: {},
  fill: (page) => page.replace(/<link rel="preload" href="\/api\/me"[^>]*>/, ''),
}

type PageServices = Pick<HttpServices, 'clientFolder' | 'guard'> & {
  readonly lookup: Pick<RequestLookup, 'member'>
  readonly access: Pick<AccountServices, 'store' | 'rights' | 'rightOf'>
  readonly seenBy: SeenBy
}

export function pageRoutes({ clientFolder, guard, lookup, access, seenBy }: PageServices): Router {
  const { store, rights, rightOf } = access
  const assets = createAssets(clientFolder)
  const routes = Router({ caseSensitive: true })

  routes.get(SCREENS, async (request, response) => {
    if (!(await assets.serve('/index.html', request, response))) throw NOT_BUILT
  })

  routes.get('/w/:account/:world', async (request, response) => {
    const { account, world } = request.params
    const address = parseAnyAddress(`${account}/${world}`)
    if (address === null) throw NO_SUCH_PAGE
    const seen = await seenBy(lookup.member(request), address)
    response.vary('Cookie')
    if (seen !== null && seen.world.address !== address)
      return leadOn(response, request.originalUrl, pathOfWorld(seen.world.address))
    if (seen?.isFound !== true) response.set('X-Robots-Tag', 'noindex')
    if (seen !== null && !seen.isForAll) response.set('Cache-Control', 'private, no-cache')
    const filling = seen && fillingOf(seen, guard.published)
    if (!(await assets.serve('/world.html', request, response, filling))) throw NOT_BUILT
  })

  routes.get('/w/:account/:world/look.css', async (request, response) => {
    const { account, world } = request.params
    const address = parseAnyAddress(`${account}/${world}`)
    const seen = address && (await seenBy(lookup.member(request), address))
    if (!seen?.words?.first) throw NO_SUCH_PAGE
    response.vary('Cookie').set('Cache-Control', 'private, no-cache')
    response.type('css').send(seen.words.first.sheet)
  })

  // For frames of sites that the owner names. Nobody is signed in there (sessions/session-headers.ts).
  routes.get(`${FRAME_PATH}:account/:world`, async (request, response) => {
    const { account, world } = request.params
    const asked = parseAddress(`${account}/${world}`)
    const { sites, address } = await framed(asked)
    if (sites.length === 0 || address === null) throw NO_SUCH_PAGE
    if (address !== asked)
      return leadOn(response, request.originalUrl, pathOfWorld(address).replace('/w/', FRAME_PATH))
    response.removeHeader('X-Frame-Options')
    response.set({
      'Content-Security-Policy': policyOf(guard.originOf(request), sites),
      'X-Robots-Tag': 'noindex',
      // A kept answer would keep the policy that it came with, and a site in it that was taken off since.
      'Cache-Control': 'no-store',
    })
    if (!(await assets.serve('/world.html', request, response, FRAMED))) throw NOT_BUILT
  })

  /** None where the world is closed to anybody, in the bin, or not there. */
  async function framed(asked: Address | null) {
    const world = asked && (await store.find(asked))
    const isOpen = world && world.binnedAt === null && atLeast(rightOf(NO_MEMBER, world), 'see')
    const sites = isOpen ? (rights?.stateOf(world).sites ?? []) : []
    return { sites, address: world?.address ?? null }
  }

  routes.get('/*file', async (request, response) => {
    if (!(await assets.serve(request.path, request, response))) throw NO_SUCH_PAGE
  })

  return routes
}

/** To the address that a world has now; not for ever, since another one may get this one. */
function leadOn(response: Response, asked: string, path: string): void {
  const { search } = new URL(asked, 'http://here')
  response.set('Cache-Control', 'private, no-store').redirect(307, `${path}${search}`)
}

/** Completes the page of a build with what is told of a world; null: there are no words of it. */
function fillingOf(seen: SeenWorld, origin: string | null): Filling | null {
  const { words, isFound } = seen
  return (
    words && {
      // The page of a world that is found says more: one is kept of each.
      key: isFound ? words : words.summary,
      fill: (page) => withWords(withPreview(page, words, seen, origin), words),
    }
  )
}

const MORE = '<p>This is the beginning of the world. The rest is shown with JavaScript.</p>'

/** What a chat shows beside a link, by Open Graph (https://ogp.me). `origin`: where everybody finds the node. */
function withPreview(
  page: string,
  { title, summary, first }: WrittenScene,
  { world: { address }, isFound }: SeenWorld,
  origin: string | null,
): string {
  const url = origin && `${origin}${pathOfWorld(address)}`
  const own = summary.picture && pictureUrlPath(summary.picture)
  const image = origin && `${origin}${own ?? previewPathOf(address)}`
  const drawn = own === null ? PREVIEW_SIZE : null
  const told = [
    ['meta name="description" content', summary.words],
    ['meta property="og:type" content', 'website'],
    ['meta property="og:site_name" content', 'Inkland'],
    ['meta property="og:title" content', title],
    ['meta property="og:description" content', summary.words],
    ['meta property="og:url" content', url],
    ['meta property="og:image" content', image],
    ['meta property="og:image:width" content', image && drawn?.width.toString()],
    ['meta property="og:image:height" content', image && drawn?.height.toString()],
    ['meta name="twitter:card" content', image && 'summary_large_image'],
    ['link rel="stylesheet" href', first?.sheet && `${pathOfWorld(address)}/look.css`],
    ['link rel="canonical" href', url],
    ['link rel="alternate" type="application/atom+xml" href', isFound && feedPathOf({ address })],
    ['link rel="alternate" type="application/json+oembed" href', url && oembedOf(url)],
  ].flatMap(([tag, value]) => (value ? `<${tag}="${escapeHtml(value)}" />\n` : []))
  return page
    .replace(/<meta\s+name="description"[^>]*>/, (own) => (summary.words === '' ? own : ''))
    .replace('</head>', (end) => `${told.join('')}${end}`)
}

const oembedOf = (url: string): string => `${new URL('/oembed', url)}?url=${encodeURIComponent(url)}`

/**
 * The page of a build, with a title, its first lines, and all words for whoever has no script. They are in
 * the language that their world says, or in none that is known (an empty `lang`): the page is in English.
 */
function withWords(page: string, { title, lang, html, isWhole, first }: WrittenScene): string {
  const spoken = `lang="${lang ?? ''}"`
  return page
    .replace('<title>', `<title ${spoken}>`)
    .replace('>Inkland</title>', () => `>${escapeHtml(title)} · Inkland</title>`)
    .replace('<div id="app">', (tag) => `${first?.html ?? ''}${tag}`)
    .replace('<noscript>', (tag) => `${tag}<main id="words" ${spoken}>${html}</main>${isWhole ? '' : MORE}`)
}
