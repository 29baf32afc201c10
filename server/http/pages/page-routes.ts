// The pages: two that the client fills in, and the client's files. The page of a world names more files to
// load at once.
import { Router } from 'express'
import { parseAnyAddress } from '../../../shared/world/address.ts'
import { createAssets } from './client-files.ts'
import type { HttpServices } from '../routing/http-services.ts'
import { HttpRefusal, NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import { createPageTemplates } from './page-templates.ts'

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

export function pageRoutes({
  clientFolder,
  random,
  guard,
}: Pick<HttpServices, 'clientFolder' | 'random' | 'guard'>): Router {
  const assets = createAssets(clientFolder)
  const templates = createPageTemplates({ folder: clientFolder, random, guard })
  const routes = Router({ caseSensitive: true })

  routes.get(SCREENS, async (request, response) => {
    if (!(await templates.serve('index.html', request, response))) throw NOT_BUILT
  })

  routes.get('/w/:account/:world', async (request, response) => {
    const { account, world } = request.params
    if (!parseAnyAddress(`${account}/${world}`)) throw NO_SUCH_PAGE
    if (!(await templates.serve('world.html', request, response))) throw NOT_BUILT
  })

  // The service worker asks for it by its file's name.
  routes.get('/world.html', async (request, response) => {
    if (!(await templates.serve('world.html', request, response))) throw NOT_BUILT
  })

  routes.get('/*file', async (request, response) => {
    if (!(await assets.serve(request.path, request, response))) throw NO_SUCH_PAGE
  })

  return routes
}
