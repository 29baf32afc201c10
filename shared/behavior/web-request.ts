// What a program asks of an address outside by `fetch`, and the answer. The node goes only where its admins
// allow it.

/** Longest address, in characters: a path with ids and a query have room in it. */
export const FETCH_ADDRESS_MAX = 2_000
/** The headers that a program may set, and longest of one, in characters: none says who asks. */
export const FETCH_HEADERS = ['accept', 'accept-language', 'content-type'] as const
export const FETCH_HEADER_MAX = 200
/** Largest body that a program sends, in bytes: a form, or a message. */
export const FETCH_BODY_BYTES = 16 * 1024
/** Largest answer, in bytes, unpacked. */
export const FETCH_BYTES = 1024 * 1024
/** Longest wait for all of an answer, in ms. */
export const FETCH_MS = 10_000
/** Most memory that the text of an answer takes in a program, in bytes: half of what a program has. */
const TEXT_BYTES = 1024 * 1024
/** Most requests of all programs of a world in a second, and at once after a pause. */
export const WORLD_FETCHES_PER_S = 1
export const WORLD_FETCHES_AT_ONCE = 10
/** Most requests of a world that wait for their answers. */
export const WORLD_FETCHES_WAITING = 8
/** The headers of an answer that a program is told, and how much of each, in characters. */
export const ANSWER_HEADERS = [
  'content-type',
  'date',
  'etag',
  'last-modified',
  'link',
  'retry-after',
] as const
export const ANSWER_HEADER_MAX = 1_000

type FetchHeader = (typeof FETCH_HEADERS)[number]

export interface WebRequest {
  readonly address: string
  readonly headers: Readonly<Partial<Record<FetchHeader, string>>>
  /** Null: a GET; else a POST. */
  readonly body: string | null
}

export interface WebAnswer {
  readonly status: number
  /** Where it came from, after redirects. */
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** The answer; or why there is none. */
export type WebOutcome =
  | { readonly why: null; readonly answer: WebAnswer }
  | { readonly why: string; readonly answer: null }

const ADDRESS = /^https?:\/\/[!-~\u00a1-\uffff]+$/i
/** What goes over the wire in one line. */
const HEADER = /^[\t\u0020-\u007e]*$/

/** Reads a request as a program gave it; null when it is none. */
export function parseWebRequest(raw: unknown): WebRequest | null {
  if (typeof raw !== 'object' || raw === null) return null
  const { address, headers, body, ...more }: Readonly<Record<string, unknown>> = { ...raw }
  if (typeof address !== 'string' || address.length > FETCH_ADDRESS_MAX || !ADDRESS.test(address)) return null
  if (body !== null && (typeof body !== 'string' || bytesIn(body) > FETCH_BODY_BYTES)) return null
  if (typeof headers !== 'object' || headers === null || Object.keys(more).length > 0) return null
  const read: Partial<Record<FetchHeader, string>> = {}
  for (const [given, value] of Object.entries(headers)) {
    const name = FETCH_HEADERS.find((one) => one === given)
    if (name === undefined || typeof value !== 'string' || !isHeaderValue(value)) return null
    read[name] = value
  }
  return { address: address.toWellFormed(), headers: read, body: body?.toWellFormed() ?? null }
}

const isHeaderValue = (value: string): boolean => value.length <= FETCH_HEADER_MAX && HEADER.test(value)

const bytesIn = (text: string): number => new TextEncoder().encode(text).length

/** Why a text cannot go into a program, which holds some texts in two bytes for each letter; null: it can. */
export function whyNoRoom(text: string): string | null {
  const lettersMax = /[\u0100-\uffff]/.test(text) ? TEXT_BYTES / 2 : TEXT_BYTES
  if (text.length <= lettersMax) return null
  return `The answer has ${text.length} characters; ${lettersMax} of this kind are the most that a program has room for.`
}
