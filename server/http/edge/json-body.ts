// Reads the JSON of a request's body. Bodies of other nodes were read, and judged, before.
import express, { type RequestHandler } from 'express'
import { parseJson, SENT_VALUES_MAX } from '../../../shared/json/plain-json.ts'
import { JSON_BYTES_MAX } from './http-limits.ts'
import { NOT_UNDERSTOOD } from './http-refusal.ts'

/** Puts what a body of JSON says in its place. */
export function jsonBody(): RequestHandler[] {
  return [express.raw({ type: 'application/json', limit: JSON_BYTES_MAX, inflate: false }), parseBody]
}

const parseBody: RequestHandler = (request, _response, next) => {
  const { body } = request as { body: unknown }
  if (Buffer.isBuffer(body)) request.body = bodyIn(body)
  next()
}

/** A list or an object; a body of no bytes is an empty one. */
function bodyIn(bytes: Buffer): unknown {
  if (bytes.length === 0) return {}
  const value = valueIn(bytes.toString())
  if (typeof value !== 'object' || value === null) throw NOT_UNDERSTOOD
  return value
}

function valueIn(json: string): unknown {
  try {
    return parseJson(json, { values: SENT_VALUES_MAX })
  } catch {
    throw NOT_UNDERSTOOD
  }
}
