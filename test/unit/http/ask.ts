// Asks a node over plain HTTP, with exactly the headers that are given, as any program could.
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Schema } from '../../../shared/json/schema.ts'
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
  readonly text: string
  /** The body, read by a schema; throws when it is anything else. */
  read<T>(schema: Schema<T>): T
  /** The code and sentence of a refusal; throws when it is none. */
  refusal(): Refusal
  /** The cookie that it sets, as it is sent back; empty when it sets none. */
  readonly cookie: string
}

export interface Question {
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, or as it is when it is bytes. */
  readonly body?: unknown
  /** Sends the headers only, and never the body. */
  readonly unfinished?: true
}

/** Asks `method path`, such as `GET /api/me`. */
export async function ask(
  url: string,
  what: string,
  { headers, body, unfinished }: Question = {},
): Promise<Answer> {
  const [method, path] = what.split(' ', 2)
  const writes = method !== 'GET' && method !== 'HEAD'
  const sent = request(url, {
    method,
    path,
    agent: false,
    headers: { ...(writes ? { 'content-type': 'application/json' } : {}), ...headers },
  })
  if (unfinished) sent.flushHeaders()
  else sent.end(body === undefined || body instanceof Uint8Array ? body : JSON.stringify(body))
  const [response] = (await once(sent, 'response')) as [IncomingMessage]

  const bytes = await buffer(response)
  const text = bytes.toString()
  const read = <T>(schema: Schema<T>) => schema.parse(JSON.parse(text))
  const cookie = response.headers['set-cookie']?.[0]?.split(';', 1)[0] ?? ''
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    bytes,
    text,
    read,
    refusal: () => read(Refusal),
    cookie,
  }
}
