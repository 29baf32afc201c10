// The HTTP API as the interface calls it. Every answer is parsed; anything else is told in plain words.
import type { Schema } from '../../shared/json/schema.ts'
import { Me, Refusal } from '../../shared/wire/api/node-bodies.ts'
import type { Greeting } from '../../shared/wire/api/greeting-body.ts'
import { partsOf, type Address } from '../../shared/world/address.ts'
import { asOneself } from './frame-guest.ts'
import { checkSession } from './session-doubt.ts'

/** A call that came to nothing. `code` is the server's, or `offline` when it was not reached. */
export class CallError extends Error {
  override readonly name = 'CallError'
  readonly code: string

  constructor(code: string, text: string) {
    super(text)
    this.code = code
  }
}

/** Whether the server could not be reached. */
export const isOffline = (error: unknown): boolean => error instanceof CallError && error.code === 'offline'

/** The message for a person about any thrown error. */
export function wordsOf(error: unknown): string {
  return error instanceof CallError ? error.message : 'That did not work. Try again.'
}

/** Where the routes of a world begin. */
export const worldPath = (address: Address): string => {
  const { account, world } = partsOf(address)
  return `/api/worlds/${encodeURIComponent(account)}/${encodeURIComponent(world)}`
}

/** The present person. The first caller gets the answer of the early request. */
export function fetchMe(): Promise<Me> {
  const answer = early ?? askMe()
  early = null
  return answer
}
export const sendGreeting = (body: Greeting): Promise<Me> => call('POST', '/api/me', Me, body)

/** Sends bytes; the server finds out their type, unless `type` says it. Rejects with a {@link CallError}. */
export async function sendBytes<T>(
  path: string,
  body: Blob,
  answer: Schema<T>,
  type = 'application/octet-stream',
): Promise<T> {
  const headers = { 'content-type': type }
  const response = await reach(path, { method: 'POST', headers, body })
  if (response.status !== 413 || isJson(response)) return read(response, answer)
  throw new CallError(
    'refusedOnTheWay',
    'Something on the way to the node lets no more through. Whoever runs the node can change that: in nginx by client_max_body_size (docs/running.md).',
  )
}

let proveAgain: (() => Promise<boolean>) | null = null

/**
 * Says how a person shows once more who they are, when the server asks for a proof; false when they do not.
 */
export function proveAgainBy(prove: () => Promise<boolean>): void {
  proveAgain = prove
}

let early: Promise<Me> | null = null

/** Asks who one is while the page is still being put together. */
export function prefetchMe(): void {
  early = askMe()
  // Its errors are told to the caller who wants the answer.
  early.catch(() => undefined)
}

const askMe = (): Promise<Me> => call('GET', '/api/me', Me)

/**
 * Calls a route; `answer` is the schema of its answer, null: none. If the server asks for a proof first, the
 * person is asked, and the call goes on. Rejects with a {@link CallError}.
 */
export async function call<T>(method: string, path: string, answer: Schema<T>, body?: unknown): Promise<T>
export async function call(method: string, path: string, answer: null, body?: unknown): Promise<null>
export async function call<T>(
  method: string,
  path: string,
  answer: Schema<T> | null,
  body?: unknown,
): Promise<T | null> {
  const ask = async (): Promise<T | null> => {
    const response = await reach(path, {
      method,
      // Sent without a body too: a form on another site cannot set it.
      headers: method === 'GET' ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return read(response, answer)
  }
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof CallError) || error.code !== 'proof') throw error
    if (!(await proveAgain?.())) throw error
    return ask()
  }
}

interface AnsweredBytes {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headers: Headers
}

/** The bytes that a route answers. Rejects with a {@link CallError}. */
export async function fetchBytes(path: string): Promise<AnsweredBytes> {
  const response = await reach(path, {})
  if (!response.ok) throw await troubleOf(response)
  return { bytes: new Uint8Array(await response.arrayBuffer()), headers: response.headers }
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, asOneself({ ...init, cache: 'no-store' }))
  } catch {
    throw new CallError('offline', 'The server cannot be reached. Try again when you are back online.')
  }
}

async function read<T>(response: Response, answer: Schema<T>): Promise<T>
async function read<T>(response: Response, answer: Schema<T> | null): Promise<T | null>
async function read<T>(response: Response, answer: Schema<T> | null): Promise<T | null> {
  if (response.ok && answer === null) return null
  const body: unknown = await response.json().catch(() => null)
  if (response.ok && answer !== null) {
    const parsed = answer.safeParse(body)
    if (parsed.success) return parsed.data
    throw new CallError(
      'answer',
      'The server gave an answer this page does not understand. Load the page again.',
    )
  }
  throw refusalIn(response, body)
}

const troubleOf = async (response: Response): Promise<CallError> =>
  refusalIn(response, await response.json().catch(() => null))

export const TOO_MANY_COOKIES =
  'This browser sends too many cookies to this address, so the node cannot be reached. Delete the cookies of this address in the browser, and load the page again.'

/** What the node itself answers; a proxy in front of it answers a page. */
const isJson = ({ headers }: Response): boolean => /json/.test(headers.get('content-type') ?? '')

/** What a proxy answers to something that may go through in a while: it took too long, or was too often. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429])

function refusalIn({ status }: Response, body: unknown): CallError {
  const refusal = Refusal.safeParse(body)
  if (status === 431 || status === 494) return new CallError('cookies', TOO_MANY_COOKIES)
  if (!refusal.success && LATER.has(status))
    return new CallError(
      'busy',
      `Something on the way to the node is busy (${status}). Try again in a moment.`,
    )
  if (!refusal.success && status >= 400 && status < 500)
    return new CallError('refusedOnTheWay', `Something on the way to the node refused this (${status}).`)
  if (!refusal.success)
    return new CallError('answer', 'The server cannot do that just now. Try again in a moment.')
  if (status === 401 && refusal.data.code === 'signIn') void checkSession()
  return new CallError(refusal.data.code, refusal.data.text)
}
