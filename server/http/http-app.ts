// Every HTTP request's way: judged, bounded, answered by a route, or refused in plain words.
import express, { type Express, type RequestHandler } from 'express'
import { apiRoutes } from './api-routes.ts'
import { boundBody, boundUnwanted } from './edge/body-timeout.ts'
import { securityHeaders } from './edge/security-headers.ts'
import { healthRoutes } from './monitoring/health-routes.ts'
import { jsonBody } from './edge/json-body.ts'
import { metricsRoutes } from './monitoring/metrics-routes.ts'
import { limitRequestRate } from './edge/request-rate-limit.ts'
import { pageRoutes } from './pages/page-routes.ts'
import { pictureFiles } from './worlds/picture-routes.ts'
import type { RouteParts } from './routing/route-parts.ts'
import { createPeerEdge } from './edge/peer-admission.ts'
import { admitNodes } from './edge/peer-request-body.ts'
import { refuse } from './edge/error-response.ts'
import { FULL, NO_SUCH_PAGE } from './edge/http-refusal.ts'
import type { Door } from './edge/http-server.ts'
import type { Routes } from './routing/route-rules.ts'
import { wellKnownRoutes } from './peers/node-card-routes.ts'

export function createApp(parts: RouteParts, door: Door): Express {
  const edge = createPeerEdge(parts)
  const { guard, clock, log } = parts
  const app = express()
  // One spelling per address, so that no check can be passed by by another one.
  app.enable('case sensitive routing')

  const judge: RequestHandler = (request, response, next) => {
    const refusal = door.isOver(request.socket) ? FULL : guard.judge(request)
    if (refusal === FULL) response.set('Connection', 'close')
    next(refusal ?? undefined)
  }
  const notStored: RequestHandler = (_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  }
  const api = apiRoutes(parts)
  const missing: RequestHandler = (_request, _response, next) => next(NO_SUCH_PAGE)

  app.use(securityHeaders(guard), judge, boundUnwanted(clock))
  app.use(healthRoutes(parts), metricsRoutes(parts, door), ...(parts.peers ? [wellKnownRoutes(parts)] : []))
  app.use(
    '/api',
    notStored,
    limitRequestRate(parts),
    admitNodes(edge, clock),
    routersOf(api.raw),
    boundBody(clock),
  )
  app.use('/api', jsonBody())
  app.use('/api', routersOf(api.json), missing)
  app.use(boundBody(clock), pictureFiles(parts), pageRoutes(parts), missing)
  app.use(refuse(log))
  return app
}

const routersOf = (routes: readonly Routes[]) => routes.map(({ router }) => router)
