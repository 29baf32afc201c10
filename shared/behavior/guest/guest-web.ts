// What a program asks of an address outside. The text of the answer comes by itself: as JSON among the rest
// of what the program is told, a large one would need twice its room.
import type { ActAnswer } from '../sandbox-protocol.ts'
import type { WebRequest } from '../web-request.ts'
import type { Checks } from './argument-checks.ts'
import type { Builtins } from './builtins.ts'
import type { Acts } from './guest-acts.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Errors } from './guest-errors.ts'
import type { MemoryValues } from './guest-memory.ts'
import type { StrictObjects } from './guest-things.ts'

export function makeWeb(
  { defineProperty, each, freeze, keys, match, parse, slice, stringify }: Builtins,
  errors: Errors,
  checks: Checks,
  bounds: GuestLimits,
  { ask }: Acts,
  { strict }: StrictObjects,
  { checkPlain, bytesOf }: MemoryValues,
  /** The text of the answer that is being delivered. */
  takeText: () => string,
) {
  const wellBegun = /^https?:\/\/[!-~\u00a1-\uffff]+$/i
  const inOneLine = /^[\t\u0020-\u007e]*$/
  const answers = strict('an answer')

  function fetch(address: unknown, options: unknown): Promise<unknown> {
    const to = checks.words(address, 'The address of fetch', bounds.FETCH_ADDRESS_MAX)
    if (match(wellBegun, to) === null)
      throw errors.complaint("The address of fetch must be whole, such as 'https://api.example.org/now'.")
    const { body, headers } =
      options === undefined ? {} : checks.fields(options, 'fetch', ['body', 'headers'])
    const request: WebRequest = {
      address: to,
      headers: headersOf(headers, body),
      body: body === undefined ? null : bodyOf(body),
    }
    return ask({ do: 'fetch', request }, 'outcome', answerOf)
  }

  /** What is no text is sent as JSON. */
  function bodyOf(body: unknown): string {
    if (typeof body !== 'string') checkPlain(body, 'The body of fetch', 0)
    const written = typeof body === 'string' ? body : stringify(body)
    const bytes = bytesOf(written)
    if (bytes > bounds.FETCH_BODY_BYTES)
      throw errors.complaint(`The body of fetch has ${bytes} bytes; the limit is ${bounds.FETCH_BODY_BYTES}.`)
    return written
  }

  function headersOf(given: unknown, body: unknown): Record<string, string> {
    const kind = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': kind }
    if (given === undefined) return headers
    const all = checks.fields(given, '"headers" of fetch', bounds.FETCH_HEADERS)
    each(keys(all), (name) => {
      const value = checks.words(all[name], `"${name}" in the headers of fetch`, bounds.FETCH_HEADER_MAX)
      if (match(inOneLine, value) === null)
        throw errors.complaint(`"${name}" in the headers of fetch must be plain letters in one line.`)
      headers[name] = value
    })
    return headers
  }

  function answerOf({ ok, why, web }: ActAnswer, onRead?: () => void): object {
    const text = web === undefined ? '' : takeText()
    const { status, address, headers } = web ?? { status: 0, address: '', headers: {} }
    const answer = { address, headers: freeze({ ...headers }), text }
    // Whoever looks at one of these knows that it may have failed.
    const telling: Readonly<Record<string, unknown>> = { ok, why, status }
    each(keys(telling), (name) => {
      const get = (): unknown => {
        onRead?.()
        return telling[name]
      }
      defineProperty(answer, name, { get, enumerable: true })
    })
    let read: { readonly data: unknown } | null = null
    // Read once: code goes through a list of it in a loop.
    const data = (): unknown => (read ??= { data: dataIn(text) }).data
    defineProperty(answer, 'data', { get: data, enumerable: true })
    return answers(answer)
  }

  /** The data of a text, read when it is asked for: at that line it fails. */
  function dataIn(text: string): unknown {
    if (text === '') return null
    try {
      return parse(text)
    } catch (error) {
      if (errors.faultOf(error).kind === 'memory') throw error
      throw errors.complaint(`The answer of fetch is no JSON: it begins with "${slice(text, 0, 30)}".`)
    }
  }

  return { fetch }
}
