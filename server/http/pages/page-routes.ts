// The pages: two that the client fills in, and the client's files. The page of a world names more files to
// load at once, and has its words for whoever reads without a script.
import { Router, type Request } from 'express'
import { escapeHtml } from '../../../shared/page/page-html.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'
import { nodeOf, parseAnyAddress, pathOfWorld, type Address } from '../../../shared/world/address.ts'
import { pictureUrlPath } from '../../../shared/world/picture-id.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { NO_MEMBER } from '../../contracts/request-member.ts'
import type { WrittenScene } from '../../sync/validation/written-scene.ts'
import type { RequestLookup } from '../routing/request-lookup.ts'
import { createAssets } from './client-files.ts'
import type { WordsOf } from './world-words.ts'
import type { HttpServices } from '../routing/http-services.ts'
import { HttpRefusal, NO_SUCH_PAGE } from '../edge/http-refusal.ts'

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

/** Whoever opens a world waits for its words for so long, in ms: the app needs none. */
const WORDS_MS = 1_000

type PageServices = Pick<HttpServices, 'clientFolder' | 'access' | 'guard' | 'clock' | 'log'> & {
  readonly lookup: Pick<RequestLookup, 'member'>
  readonly wordsOf: WordsOf
}

export function pageRoutes(services: PageServices): Router {
  const { clientFolder, access, guard, clock, log, lookup, wordsOf } = services
  const assets = createAssets(clientFolder)
  const { store, rightOf } = access
  const routes = Router({ caseSensitive: true })

  /** The words of a world, and who may have them; null: there is no such world for this person. */
  async function seenBy(request: Request, address: Address): Promise<SeenWords | null> {
    const world = nodeOf(address) === null ? await store.find(address) : null
    const member = lookup.member(request)
    if (world === null || world.binnedAt !== null || !atLeast(rightOf(member, world), 'see')) return null
    const made = wordsOf(world, member.id).catch((error: unknown) => {
      log.debug({ err: error, world: address }, 'the words of a world could not be written')
      return null
    })
    const words = await withinTime(clock, WORDS_MS, made, null)
    return words && { words, address: world.address, isForAll: atLeast(rightOf(NO_MEMBER, world), 'see') }
  }

  routes.get(SCREENS, async (request, response) => {
    if (!(await assets.serve('/index.html', request, response))) throw NOT_BUILT
  })

  routes.get('/w/:account/:world', async (request, response) => {
    const { account, world } = request.params
    const address = parseAnyAddress(`${account}/${world}`)
    if (address === null) throw NO_SUCH_PAGE
    const seen = await seenBy(request, address)
    response.vary('Cookie').set('X-Robots-Tag', 'noindex')
    if (seen !== null && !seen.isForAll) response.set('Cache-Control', 'private, no-cache')
    const filling = seen && {
      key: seen.words,
      fill: (page: string) => withWords(withPreview(page, seen, guard.published), seen.words),
    }
    if (!(await assets.serve('/world.html', request, response, filling))) throw NOT_BUILT
  })

  routes.get('/*file', async (request, response) => {
    if (!(await assets.serve(request.path, request, response))) throw NO_SUCH_PAGE
  })

  return routes
}

interface SeenWords {
  readonly words: WrittenScene
  readonly address: Address
  /** Anybody at all may see them. */
  readonly isForAll: boolean
}

const MORE = '<p>This is the beginning of the world. The rest is shown with JavaScript.</p>'

/** What a chat shows beside a link, by Open Graph (https://ogp.me). `origin`: where everybody finds the node. */
function withPreview(
  page: string,
  { words: { title, summary }, address }: SeenWords,
  origin: string | null,
): string {
  const url = origin && `${origin}${pathOfWorld(address)}`
  const image = origin && summary.picture && `${origin}${pictureUrlPath(summary.picture)}`
  const told = [
    ['meta name="description" content', summary.words],
    ['meta property="og:type" content', 'website'],
    ['meta property="og:site_name" content', 'Inkland'],
    ['meta property="og:title" content', title],
    ['meta property="og:description" content', summary.words],
    ['meta property="og:url" content', url],
    ['meta property="og:image" content', image],
    ['meta name="twitter:card" content', image && 'summary_large_image'],
    ['link rel="canonical" href', url],
  ].flatMap(([tag, value]) => (value ? `<${tag}="${escapeHtml(value)}" />\n` : []))
  return page
    .replace(/<meta\s+name="description"[^>]*>/, (own) => (summary.words === '' ? own : ''))
    .replace('</head>', (end) => `${told.join('')}${end}`)
}

/** The page of a build, with a title, and with words for whoever has no script. */
const withWords = (page: string, { title, html, isWhole }: WrittenScene): string =>
  page
    .replace('<title>Inkland</title>', () => `<title>${escapeHtml(title)} · Inkland</title>`)
    .replace('<noscript>', (tag) => `${tag}<main id="words">${html}</main>${isWhole ? '' : MORE}`)
