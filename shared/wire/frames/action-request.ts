// What people and programs ask of a world's owner (frame 103), read by the server.
import * as z from 'zod/mini'
import { QUESTION_FIELDS_MAX, QUESTION_ID_MAX, WORDS_MAX } from '../../behavior/program-limits.ts'
import { PAGE_VALUE_MAX, PAGE_VALUE_NAME_MAX } from '../../world/limits.ts'
import { EVENT_NAMES, ROLES } from '../../behavior/program-events.ts'
import { SUBSCRIPTIONS_MAX } from '../../play/acts/action.ts'
import { isSubscribable } from '../../play/programs/remote-events.ts'
import { isCoordinate } from '../../world/place.ts'
import { isPlainKey, parseJson, SENT_VALUES_MAX } from '../../json/plain-json.ts'
import { address, artifact, parsed, words, type ActionRequest } from './action-frames.ts'

/** Largest action, in bytes of JSON: many times the longest thing said. */
export const ACTION_BYTES_MAX = 16 * 1024
/** Longest name of a session, in characters; clients make one of 22 random ones. */
const SESSION_MAX = 64

const TEXT = new TextDecoder()

/** Outcomes are kept in live under it. */
const session = z.string().check(z.maxLength(SESSION_MAX), z.regex(/^[\w-]+$/), z.refine(isPlainKey))
const spot = z
  .strictObject({ x: z.number(), y: z.number() })
  .check(z.refine(({ x, y }) => isCoordinate(x) && isCoordinate(y)))
const facing = z.enum(['up', 'down', 'left', 'right'])
const listened = z
  .strictObject({ kind: z.enum(['on', 'before']), event: z.enum(EVENT_NAMES), role: z.enum(ROLES) })
  .check(z.refine(isSubscribable))

/** The filled in fields of a question. */
const filled = z
  .record(
    z.string().check(z.maxLength(PAGE_VALUE_NAME_MAX), z.refine(isPlainKey)),
    z.union([
      z.number().check(z.refine(Number.isFinite)),
      z.boolean(),
      z.string().check(
        z.maxLength(WORDS_MAX),
        z.overwrite((text) => text.toWellFormed()),
      ),
    ]),
  )
  .check(z.refine((values) => Object.keys(values).length <= QUESTION_FIELDS_MAX))

/** What is asked by a verb that has one form. */
const OtherRequest = z.discriminatedUnion('verb', [
  z.strictObject({ session, verb: z.enum(['quit', 'leave', 'kneel', 'putBack']) }),
  z.strictObject({ session, verb: z.literal('stand'), on: z.exactOptional(artifact) }),
  z.strictObject({
    session,
    verb: z.literal('visit'),
    from: z.exactOptional(address),
    back: z.exactOptional(z.literal(true)),
    on: z.exactOptional(artifact),
  }),
  z.strictObject({ session, verb: z.literal('halt'), at: z.exactOptional(spot) }),
  z.strictObject({ session, verb: z.literal('turn'), facing }),
  z.strictObject({ session, verb: z.enum(['push', 'pickUp', 'enter', 'use']), thing: artifact }),
  z.strictObject({
    session,
    verb: z.literal('putDown'),
    thing: z.exactOptional(artifact),
    at: z.exactOptional(spot),
  }),
  z.strictObject({ session, verb: z.literal('say'), words, on: z.exactOptional(artifact) }),
  z.strictObject({ session, verb: z.literal('shout'), words }),
  z.strictObject({ session, verb: z.literal('whisper'), words, to: artifact }),
  z.strictObject({
    session,
    verb: z.literal('reply'),
    question: z.string().check(z.maxLength(QUESTION_ID_MAX)),
    answer: z.nullable(z.union([z.string().check(z.maxLength(PAGE_VALUE_MAX)), filled])),
  }),
  z.strictObject({ session, verb: z.enum(['play', 'pause', 'step', 'reset']) }),
  z.strictObject({ session, verb: z.enum(['wake', 'watch', 'unwatch']), thing: artifact }),
  z.strictObject({
    session,
    verb: z.literal('listen'),
    to: z.array(listened).check(z.maxLength(SUBSCRIPTIONS_MAX)),
  }),
  z.strictObject({ session, verb: z.literal('answer'), ask: z.int(), why: z.nullable(words) }),
])

// A verb that has none there is told at once; a form of a walk is only tried.
const Request = z.union([
  OtherRequest,
  z.strictObject({ session, verb: z.literal('walk'), to: spot, from: z.exactOptional(spot) }),
  z.strictObject({ session, verb: z.literal('walk'), direction: facing, from: z.exactOptional(spot) }),
])

const readSent = (json: string): unknown => parseJson(json, { values: SENT_VALUES_MAX })

/** Reads an action's JSON; null when it is malformed, or larger than ACTION_BYTES_MAX. */
export function parseRequest(bytes: Uint8Array): ActionRequest | null {
  const read = bytes.length > ACTION_BYTES_MAX ? null : parsed(Request, TEXT.decode(bytes), readSent)
  if (read === null) return null
  const { session, ...action } = read
  return { session, action }
}
