// Headers of every answer, that tell a browser how little a page of ours needs.
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import type { IncomingMessage } from 'node:http'
import type { Guard } from './guard.ts'

const YEAR_S = 365 * 24 * 60 * 60

/** Our sockets by name: older Safaris do not count them under 'self'. The guard has judged the name. */
const sockets = ({ headers }: IncomingMessage) => `ws://${headers.host} wss://${headers.host}`

export function securityHeaders(guard: Guard): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'self'"],
          'script-src': ["'self'", "'wasm-unsafe-eval'"],
          // Programs that are tried out in the browser run in a worker of ours.
          'worker-src': ["'self'"],
          // Editors and the floor place things by inline styles.
          'style-src': ["'self'", "'unsafe-inline'"],
          'connect-src': ["'self'", sockets],
          'img-src': ["'self'", 'data:', 'blob:'],
          'object-src': ["'none'"],
          'base-uri': ["'none'"],
          'form-action': ["'self'"],
          'frame-ancestors': ["'none'"],
        },
      },
      // Only over https, below: on plain http it is void, and an address may serve both.
      strictTransportSecurity: false,
      // So that our own posts still carry an Origin, and nobody else learns where a visitor was.
      referrerPolicy: { policy: 'same-origin' },
    }),
    (request, response, next) => {
      if (guard.isPromised(request)) response.set('Strict-Transport-Security', `max-age=${YEAR_S}`)
      next()
    },
  ]
}
