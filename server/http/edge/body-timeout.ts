// Bounds how long the body of a request may take, so that nobody holds a socket by sending it byte by byte.
import type { RequestHandler } from 'express'
import type { ServerClock } from '../../time/server-clock.ts'
import { BODY_TIMEOUT_MS, UNWANTED_BODY_MS } from './http-limits.ts'

/** Cuts off a body that takes too long. */
export function boundBody(clock: ServerClock): RequestHandler {
  return (request, response, next) => {
    const cancel = clock.after(BODY_TIMEOUT_MS, () => {
      if (!request.complete) request.destroy()
    })
    response.once('close', cancel)
    next()
  }
}

/** After the answer, cuts off what is still coming: a refused upload has a moment to notice that it was. */
export function boundUnwanted(clock: ServerClock): RequestHandler {
  return (request, response, next) => {
    response.once('finish', () => {
      if (request.complete) return
      request.resume()
      clock.after(UNWANTED_BODY_MS, () => {
        if (!request.complete) request.destroy()
      })
    })
    next()
  }
}
