// Every HTTP request's way: judged, bounded, answered by a route, or refused in plain words.
import express, { type Express, type RequestHandler } from 'express'
import { apiRoutes } from './api.ts'
import { boundBody, boundUnwanted } from './body.ts'
import { securityHeaders } from './headers.ts'
import { healthRoutes } from './health.ts'
import { jsonBody } from './json-body.ts'
import { metricsRoutes } from './metrics.ts'
import { boundOften } from './often.ts'
import { pageRoutes } from './pages.ts'
import { pictureFiles } from './pictures.ts'
import type { Parts } from './parts.ts'
import { createPeerEdge } from './peer-edge.ts'
import { admitNodes } from './peer-requests.ts'
import { refuse } from './refuse.ts'
import { FULL, NO_SUCH_PAGE } from './refusal.ts'
import type { Door } from './server.ts'
import type { Routes } from './rule.ts'
import { wellKnownRoutes } from './well-known.ts'

export function createApp(parts: Parts, door: Door): Express {
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
  app.use('/api', notStored, boundOften(parts), admitNodes(edge, clock), routersOf(api.raw), boundBody(clock))
  app.use('/api', jsonBody())
  app.use('/api', routersOf(api.json), missing)
  app.use(boundBody(clock), pictureFiles(parts), pageRoutes(parts), missing)
  app.use(refuse(log))
  return app
}

const routersOf = (routes: readonly Routes[]) => routes.map(({ router }) => router)
