// `/metrics` for Prometheus: the process, the sync sockets and the store. Only programs on this machine may
// read it, unless the administrator says otherwise: sizes and rates say much about who uses a node.
import { Router, type Request } from 'express'
import type { Registry } from 'prom-client'
import { nameIn } from '../edge/origin-guard.ts'
import { isLoopback } from '../../network/loopback.ts'
import type { HttpServices } from '../routing/http-services.ts'
import type { MeasuredParts } from './metrics-registry.ts'
import { NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import type { Door } from '../edge/http-server.ts'

export function metricsRoutes(parts: MeasuredParts & Pick<HttpServices, 'metrics'>, door: Door): Router {
  let registry: Promise<Registry> | null = null
  const routes = Router({ caseSensitive: true })
  routes.get('/metrics', async (request, response) => {
    if (parts.metrics === 'local' && !isLocal(request)) throw NO_SUCH_PAGE
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

/** From this machine and for this machine: a proxy on this machine passes on requests from anywhere. */
function isLocal({ socket, headers }: Request): boolean {
  const forwarded = 'forwarded' in headers || 'x-forwarded-for' in headers || 'via' in headers
  return !forwarded && isLoopback(socket.remoteAddress ?? '') && isLoopback(nameIn(headers.host ?? '') ?? '')
}
