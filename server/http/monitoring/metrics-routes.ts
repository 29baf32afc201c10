// `/metrics` for Prometheus: the process, the sync sockets and the store. Only programs on this machine may
// read it, or whoever has the token, unless the administrator says otherwise: sizes and rates say much about
// who uses a node.
import { createHash, timingSafeEqual } from 'node:crypto'
import { Router, type Request } from 'express'
import type { Registry } from 'prom-client'
import { nameIn } from '../edge/origin-guard.ts'
import { insideArrivalOf } from '../../network/inside-arrival.ts'
import { isLoopback } from '../../network/loopback.ts'
import type { HttpServices } from '../routing/http-services.ts'
import type { MeasuredParts } from './metrics-registry.ts'
import { NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import type { Door } from '../edge/http-server.ts'

export function metricsRoutes(parts: MeasuredParts & Pick<HttpServices, 'metrics'>, door: Door): Router {
  let registry: Promise<Registry> | null = null
  const routes = Router({ caseSensitive: true })
  routes.get('/metrics', async (request, response) => {
    const { readers, token } = parts.metrics
    const mayRead = readers === 'anyone' || (token === null ? isLocal(request) : hasToken(request, token))
    if (!mayRead) throw NO_SUCH_PAGE
    registry ??= import('./metrics-registry.ts').then(({ createRegistry }) => createRegistry(parts, door))
    const { contentType, metrics } = await read(registry)
    response.type(contentType).send(metrics)
  })
  return routes
}

async function read(asked: Promise<Registry>): Promise<{ contentType: string; metrics: string }> {
  const registry = await asked
  return { contentType: registry.contentType, metrics: await registry.metrics() }
}

/**
 * From this machine and for this machine. A proxy on this machine passes on requests from anywhere, and not
 * each one says so: it mostly speaks HTTP/1.0, or names its own port. What another process passed on is from
 * anywhere.
 */
function isLocal(request: Request): boolean {
  const { socket, headers, httpVersion } = request
  if (httpVersion === '1.0' || insideArrivalOf(request) !== null) return false
  const isForwarded = FORWARDED.some((name) => name in headers)
  const [host, port = '80'] = [nameIn(headers.host ?? ''), /:(\d+)$/.exec(headers.host ?? '')?.[1]]
  const isHere = isLoopback(socket.remoteAddress ?? '') && isLoopback(host ?? '')
  return !isForwarded && isHere && Number(port) === socket.localPort
}

const FORWARDED = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
] as const

/** By digests, so that the time it takes says nothing. */
function hasToken({ headers }: Request, token: string): boolean {
  const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digestOf(headers.authorization ?? ''), digestOf(`Bearer ${token}`))
}
