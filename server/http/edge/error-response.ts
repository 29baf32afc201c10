// The one place where an error, or an answer that does not come, becomes words: JSON for programs, a small
// page for people, and never its inside.
import { createHash } from 'node:crypto'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import type { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import { PeerRefusalError } from './peer-admission.ts'
import { policyOfWords } from './content-policy.ts'
import { isFaultHere, refusalFor, TOO_LATE, type HttpRefusal } from './http-refusal.ts'
import { OVERDUE } from './http-server.ts'

export function refuse(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const { method, path } = request
    if (response.writableEnded) return log.debug({ err: error, method, path }, 'an answer came too late')
    const refusal = refusalFor(error)
    if (request.destroyed && !request.complete) log.debug({ method, path }, 'a request broke off')
    else if (isFaultHere(error)) log.error({ err: error, method, path }, 'a request failed')
    else if (refusal !== error) log.debug({ err: error, method, path }, 'a request was refused')
    // Half of an answer is out: breaking off is the only way left to say that it is not whole.
    if (response.headersSent) response.destroy()
    else answer(refusal, request, response)
  }
}

/** Answers in words where a route has not answered in time. */
export const refuseLate: RequestHandler = (request, response, next) => {
  response.once(OVERDUE, () => answer(TOO_LATE, request, response))
  next()
}

function answer(refusal: HttpRefusal, request: Request, response: Response): void {
  const { status, code, message: text, retryAfterS } = refusal
  response.removeHeader('Content-Disposition')
  response.status(status).set('Cache-Control', 'no-store')
  if (retryAfterS !== null) response.set('Retry-After', String(retryAfterS))
  // People themselves come back from another place that they sign in with.
  const isForPeople = !/^\/api\/(?!oidc\/)/.test(request.path)
  const wantsPage = isForPeople && request.accepts(['json', 'html']) === 'html'
  if (wantsPage) response.set('Content-Security-Policy', POLICY).type('html').send(page(refusal))
  else
    response.json(refusal instanceof PeerRefusalError ? refusal.refusal : ({ code, text } satisfies Refusal))
}

const escape = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

const STYLE = `
  :root { color-scheme: light dark; --paper: #fbf8f1; --ink: #22252c; --accent: #b93a24 }
  @media (prefers-color-scheme: dark) { :root { --paper: #15171c; --ink: #e8e4da; --accent: #ff7a5c } }
  body { max-width: 34rem; margin: 20vh auto; padding: 0 1.5rem; background: var(--paper); color: var(--ink);
    font: 1.125rem/1.6 Georgia, serif }
  p { white-space: pre-line; overflow-wrap: anywhere }
  a { color: var(--accent) }
`
const POLICY = policyOfWords(createHash('sha256').update(STYLE).digest('base64'))

/** `sentence` is ours, but may quote a request. */
function page({ status, message: sentence }: HttpRefusal): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Inkland</title>
<style>${STYLE}</style>
<h1>${status === 404 ? 'Nothing here' : 'That did not work'}</h1>
<p>${escape(sentence)}
<p><a href="/">To your worlds</a>
</html>
`
}
