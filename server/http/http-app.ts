// Every HTTP request's way: judged, bounded, answered by a route, or refused in plain words.
import express, { Router, type Express, type RequestHandler } from 'express'
import type { Logger } from 'pino'
import { CARD_PATH } from '../../shared/wire/peers/peer-claims.ts'
import type { NodeSettingsStore } from '../accounts/directory/node-settings.ts'
import { cardOf } from '../peers/identity/node-card.ts'
import type { NodeIdentity } from '../peers/identity/node-identity.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { apiRoutes } from './api-routes.ts'
import { boundBody, boundUnwanted } from './edge/body-timeout.ts'
import { securityHeaders } from './edge/security-headers.ts'
import { healthRoutes } from './monitoring/health-routes.ts'
import { jsonBody } from './edge/json-body.ts'
import { metricsRoutes } from './monitoring/metrics-routes.ts'
import { limitRequestRate } from './edge/request-rate-limit.ts'
import { pageRoutes } from './pages/page-routes.ts'
import { embedRoutes } from './pages/embed-routes.ts'
import { createSeenWorlds } from './words/seen-worlds.ts'
import { searchRoutes } from './pages/search-routes.ts'
import { createWorldPreviews } from './pages/world-previews.ts'
import { createWorldWords } from './words/world-words.ts'
import { createWorldGlances } from './worlds/world-glances.ts'
import { pictureFiles } from './worlds/picture-routes.ts'
import { createNodeTemplates } from '../templates/node-templates.ts'
import type { HttpServices } from './routing/http-services.ts'
import { createLookup } from './routing/request-lookup.ts'
import { createPeerEdge } from './edge/peer-admission.ts'
import { admitNodes } from './edge/peer-request-body.ts'
import { refuse, refuseLate } from './edge/error-response.ts'
import { FULL, HttpRefusal, NO_SUCH_PAGE } from './edge/http-refusal.ts'
import type { Door } from './edge/http-server.ts'

/** How long anybody may keep a node's card, in s: so late a new key may be seen. */
const CARD_FRESH_S = 300

/** Refusals that whoever runs the node can end, by how it or its proxy is set: the log says each once. */
const OF_SETTINGS = ['host', 'proxy']
/** So long after a socket came without its upgrade it is told that a proxy takes that out, in ms. */
const LOST_UPGRADE_MS = 60_000

const NO_UPGRADE = new HttpRefusal(
  426,
  'upgrade',
  `A proxy between you and this node lets no WebSocket through: pages come, but nothing live, and nothing can be saved. Whoever runs the proxy:
nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";
Apache (2.4.47 or newer): ProxyPass / http://127.0.0.1:7070/ upgrade=websocket
Caddy and Traefik let them through by themselves: take out what removes the header Upgrade.
`,
)

/**
 * Where sockets are opened: a request that lost its upgrade on the way, or `?unanswered`, which a page asks
 * that comes here while its sockets get no answer.
 */
function lostUpgrades(clock: Pick<ServerClock, 'monotonic'>, log: Pick<Logger, 'warn'>): RequestHandler {
  let lost: { readonly host: string | undefined; readonly at: number } | null = null
  return ({ headers, query }, _response, next) => {
    if (headers['sec-websocket-key'] !== undefined) {
      if (lost === null) log.warn(NO_UPGRADE.message)
      lost = { host: headers.host, at: clock.monotonic() }
    }
    const isLost = lost?.host === headers.host && clock.monotonic() - (lost?.at ?? 0) < LOST_UPGRADE_MS
    next(isLost || 'unanswered' in query ? NO_UPGRADE : NO_SUCH_PAGE)
  }
}

export function createApp(services: HttpServices, door: Door): Express {
  const { access, worlds, nodes, guard, clientFolder, metrics, processes, clock, random, log } = services
  const { store, sessions, settings, rightOf } = access
  const { sync, owner, pictures, previews, templateOffers } = worlds
  const { peers, foreign, transfers, identity } = nodes
  const lookup = createLookup({ store, sessions, rightOf })
  const comesAlong = createNodeTemplates(random)
  const edge = createPeerEdge({ peers, clock })
  const app = express()
  // One spelling per address, so that no check can be passed by by another one.
  app.enable('case sensitive routing')

  const told = new Set<string>()
  const judge: RequestHandler = (request, response, next) => {
    const refusal = door.isOver(request.socket) ? FULL : guard.judge(request)
    if (refusal === FULL) response.set('Connection', 'close')
    if (refusal !== null && OF_SETTINGS.includes(refusal.code) && !told.has(refusal.code)) {
      told.add(refusal.code)
      log.warn(refusal.message)
    }
    next(refusal ?? undefined)
  }
  const notStored: RequestHandler = (_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  }
  const glances = createWorldGlances({ store, trials: sync.trials, clock })
  const wordsOf = createWorldWords({ store, trials: sync.trials, clock })
  const seenBy = createSeenWorlds({ access, wordsOf, clock, log })
  const api = apiRoutes(services, { lookup, comesAlong, glances, seenBy })
  const previewOf = createWorldPreviews({ glances, pool: previews, clientFolder })
  const missing: RequestHandler = (_request, _response, next) => next(NO_SUCH_PAGE)

  app.use(securityHeaders(guard), judge, refuseLate, boundUnwanted(clock))
  app.use(healthRoutes({ store, clock, log }))
  app.use(metricsRoutes({ sync, owner, store, clock, metrics, processes }, door))
  if (peers !== null) app.use(cardRoute(identity, settings))
  app.use(
    '/api',
    notStored,
    limitRequestRate({ guard, sessions, clock, log }),
    admitNodes(edge, clock),
    api.raw,
    boundBody(clock),
  )
  app.use('/sync', lostUpgrades(clock, log))
  app.use('/api', jsonBody())
  app.use('/api', api.json, missing)
  app.use(
    boundBody(clock),
    pictureFiles({
      lookup,
      rightOf,
      pictures,
      templates: { comesAlong, offers: templateOffers },
      foreign,
      peers,
      transfers,
      clock,
      log,
    }),
    searchRoutes({ access, guard, clock }),
    embedRoutes({ seenBy, previewOf, guard }),
    pageRoutes({ clientFolder, guard, lookup, access, seenBy }),
    missing,
  )
  app.use(refuse(log))
  return app
}

/** This node's name for other nodes, and the keys that it signs with. For anybody. */
function cardRoute(identity: NodeIdentity, settings: NodeSettingsStore): Router {
  const routes = Router({ caseSensitive: true })
  routes.get(CARD_PATH, (_request, response) => {
    response
      .set('Cache-Control', `public, max-age=${CARD_FRESH_S}`)
      .json(cardOf(identity, settings.now().title))
  })
  return routes
}
