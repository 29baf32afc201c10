// A world that anybody may see, as a part of another site's page: its words and pictures, to be read. Nothing
// can be done there, since that site could have people press what they do not see. And what chats and editors
// ask that set it in by its link (https://oembed.com), or show a picture beside that.
import { createHash } from 'node:crypto'
import { Router } from 'express'
import { DOCUMENT_SHEET, langAttribute } from '../../../shared/folder/page-document.ts'
import { frameOf } from '../../../shared/folder/world-frame.ts'
import { escapeHtml } from '../../../shared/page/page-html.ts'
import { linkTargetOf } from '../../../shared/page/page-links.ts'
import { parseAnyAddress, pathOfWorld, type Address } from '../../../shared/world/address.ts'
import { NO_MEMBER } from '../../contracts/request-member.ts'
import type { WrittenScene } from '../../sync/validation/written-scene.ts'
import { policyOfFrame } from '../edge/content-policy.ts'
import { HttpRefusal, NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import type { Guard } from '../edge/origin-guard.ts'
import { WorkFault } from '../../workers/work-fault.ts'
import type { SeenBy, SeenWorld } from '../words/seen-worlds.ts'
import type { PreviewOf } from './world-previews.ts'

const POLICY = policyOfFrame(createHash('sha256').update(DOCUMENT_SHEET).digest('base64'))
/** How long an answer may be kept, in s. */
const KEPT_S = 3_600

const BUSY = new HttpRefusal(503, 'busy', 'This world cannot be read now. Try again in a moment.', 5)
const NO_FORMAT = new HttpRefusal(501, 'format', 'oEmbed is answered in JSON here: ask with format=json.')

interface EmbedServices {
  readonly seenBy: SeenBy
  readonly previewOf: PreviewOf
  readonly guard: Pick<Guard, 'linkOriginOf' | 'addressOf'>
}

/** Where the picture of a world is that has none of its own. */
export const previewPathOf = (address: Address): string => pathOfWorld(address).replace(/^\/w/, '/preview')

export function embedRoutes({ seenBy, previewOf, guard }: EmbedServices): Router {
  const routes = Router({ caseSensitive: true })

  /** A closed world is as one that is not there. */
  async function openWorld(address: Address | null): Promise<SeenWorld> {
    const seen = address && (await seenBy(NO_MEMBER, address))
    if (!seen) throw NO_SUCH_PAGE
    return seen
  }

  async function wordsOf(address: Address | null): Promise<{ address: Address; words: WrittenScene }> {
    const { world, words } = await openWorld(address)
    if (words === null) throw BUSY
    return { address: world.address, words }
  }

  routes.get('/embed/:account/:world', async (request, response) => {
    const { account, world } = request.params
    const { address, words } = await wordsOf(parseAnyAddress(`${account}/${world}`))
    response.removeHeader('X-Frame-Options')
    response.set({
      'Content-Security-Policy': POLICY,
      'X-Robots-Tag': 'noindex',
      'Cache-Control': 'no-cache',
    })
    response.type('html').send(pageOf(words, pathOfWorld(address)))
  })

  routes.get('/preview/:account/:world', async (request, response) => {
    const { account, world } = request.params
    const address = parseAnyAddress(`${account}/${world}`)
    const seen = await openWorld(address)
    const picture = await previewOf(seen.world, guard.addressOf(request)).catch((error: unknown) => {
      throw error instanceof WorkFault ? BUSY : error
    })
    if (picture === null) throw NO_SUCH_PAGE
    // It waited for its turn: meanwhile the world may have been closed.
    const { isFound } = await openWorld(address)
    if (!isFound) response.set('X-Robots-Tag', 'noindex')
    response.type('png').set('Cache-Control', 'no-cache').send(Buffer.from(picture))
  })

  routes.get('/oembed', async (request, response) => {
    const { url, format = 'json', maxwidth, maxheight } = request.query
    if (format !== 'json') throw NO_FORMAT
    const origin = guard.linkOriginOf(request)
    const target = typeof url === 'string' ? linkTargetOf(url, origin) : null
    const { address, words } = await wordsOf(target?.kind === 'world' ? target.address : null)
    const { title } = words
    response.set('Cache-Control', 'no-cache').json({
      version: '1.0',
      type: 'rich',
      title,
      provider_name: 'Inkland',
      provider_url: origin,
      cache_age: KEPT_S,
      ...frameOf({ origin, address, title, widthMax: sizeIn(maxwidth), heightMax: sizeIn(maxheight) }),
    })
  })

  return routes
}

/** Of a query, in pixels; none: as much as one likes. */
function sizeIn(raw: unknown): number {
  const size = typeof raw === 'string' ? Math.floor(Number(raw)) : NaN
  return size > 0 ? size : Infinity
}

/** Ways out of it lead to a tab of their own: few sites let themselves be shown within another one. */
const pageOf = ({ title, lang, html, isWhole }: WrittenScene, path: string): string => `<!doctype html>
<html${langAttribute(lang)}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${DOCUMENT_SHEET}</style>
</head>
<body>
<main>
${html.replaceAll(/ href="(?!#)/g, ' target="_blank" href="')}<footer><a lang="en" target="_blank" href="${escapeHtml(path)}">${isWhole ? 'Open this world' : 'Read on in this world'}</a></footer>
</main>
</body>
</html>
`
