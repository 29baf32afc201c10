// Messages of another node for people of ours over their connections: events, and outcomes of their actions.
// None is as large as a message may be: a console, the longest of them, has 200 lines, of 32,000 characters
// together.
import { parseEvent, parseOutcome, type WireEvent } from '../../../shared/wire/frames/action-frames.ts'
import { parseJson, SENT_VALUES_MAX } from '../../../shared/json/plain-json.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'

/** Most characters of one: each character of a console may be written as six. */
const CHARACTERS_MAX = 256 * 1024

const read = (json: string): unknown => parseJson(json, { values: SENT_VALUES_MAX })

/** Null when it is malformed, too large, or of a newer node. */
export const eventTold = (json: string): WireEvent | null =>
  json.length > CHARACTERS_MAX ? null : parseEvent(json, read)

export const outcomeTold = (json: string): Outcome | null =>
  json.length > CHARACTERS_MAX ? null : parseOutcome(json, read)
