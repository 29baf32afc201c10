// Reads what a program answers. A program can make its guest answer anything, so every key, id, number and
// text is checked here, and built anew: nothing that is not in the protocol passes, and one wrong thing
// refuses the whole answer.
import { KEEP_BYTES, KEY_MAX, SETTINGS_MAX, TIMERS_MAX } from '../../world/limits.ts'
import { isPlainJson, VALUE_DEPTH_MAX } from '../../json/plain-json.ts'
import type { FaultKind } from '../../world/live/live-state-values.ts'
import { ACTS_MAX, HANDLERS_MAX, LOGS_MAX, LOG_CHARS, WORDS_MAX } from '../program-limits.ts'
import { isEventName, type Role } from '../program-events.ts'
import type { Effect, FaultData, Result } from '../sandbox-protocol.ts'
import {
  Malformed,
  oneOf,
  type RawFields,
  record,
  fields,
  list,
  words,
  keyFrom,
  artifact,
  finite,
  whole,
  number,
} from './answer-values.ts'
import { actFrom, declaredFrom } from './parsed-act.ts'

/** Most effects of one delivery: each handler, timer and act comes and goes. */
const EFFECTS_MAX = 2 * (ACTS_MAX + HANDLERS_MAX + TIMERS_MAX + SETTINGS_MAX)
/** Longest wait of a timer, in ms: thirty years. */
const WAIT_MAX = 1e12

const ROLES: readonly Role[] = ['subject', 'object', 'host', 'observer']

const NOTHING = '{"effects":[],"logs":[],"fault":null,"refusal":null}'
/** The result without any effect. */
export const NO_RESULT: Result = { effects: [], logs: [], fault: null, refusal: null }

/** A result that says only why there is none. */
export function faultResult(fault: FaultData, logs: readonly string[]): Result {
  return { effects: [], logs, fault, refusal: null }
}

/** Reads the JSON of a result; null when anything in it is not as it must be. */
export function parseResult(text: string): Result | null {
  if (text === NOTHING) return NO_RESULT
  try {
    return resultFrom(JSON.parse(text))
  } catch {
    return null
  }
}

function resultFrom(raw: unknown): Result {
  const { effects, logs, fault, refusal } = fields(raw, ['effects', 'logs', 'fault', 'refusal'])
  const isFaulty = fault !== null
  return {
    effects: isFaulty ? [] : list(effects, EFFECTS_MAX).map(effectFrom),
    logs: list(logs, LOGS_MAX).map((line) => words(line, LOG_CHARS + 1)),
    fault: isFaulty ? faultFrom(fault) : null,
    refusal: refusal === null || isFaulty ? null : words(refusal, WORDS_MAX),
  }
}

const FAULTS = new Set<unknown>([
  'error',
  'time',
  'memory',
  'stack',
  'writes',
  'timers',
  'handlers',
  'calls',
  'depth',
  'output',
  'keep',
] satisfies FaultKind[])

function faultFrom(raw: unknown): FaultData {
  const { kind, message, line } = fields(raw, ['kind', 'message', 'line'])
  if (!FAULTS.has(kind)) throw new Malformed()
  return {
    kind: kind as FaultKind,
    message: words(message, 1000),
    line: lineFrom(line),
  }
}

const lineFrom = (line: unknown): number | null => (line === null ? null : whole(line, 0, 10_000_000))

function effectFrom(raw: unknown): Effect {
  const given = record(raw)
  switch (given['do']) {
    case 'on':
    case 'before': {
      const { event, role, of, handler } = fields(given, ['do', 'handler', 'event', 'role', 'of'])
      if (typeof event !== 'string' || !isEventName(event)) throw new Malformed()
      return {
        do: given['do'],
        handler: number(handler),
        event,
        role: role === null ? null : oneOf<Role>(role, ROLES),
        of: of === null ? null : artifact(of),
      }
    }
    case 'off':
      return { do: 'off', handler: number(fields(given, ['do', 'handler'])['handler']) }
    case 'timer':
      return timerFrom(fields(given, ['do', 'timer', 'key', 'inMs', 'everyMs']))
    case 'untimer':
      return { do: 'untimer', timer: number(fields(given, ['do', 'timer'])['timer']) }
    case 'memory':
      return memoryFrom(fields(given, ['do', 'key'], ['value']))
    case 'warn': {
      const { message, line } = fields(given, ['do', 'message', 'line'])
      return { do: 'warn', message: words(message, 1000), line: lineFrom(line) }
    }
    case 'props':
      return { do: 'props', declared: declaredFrom(fields(given, ['do', 'declared'])['declared']) }
    default:
      return actFrom(given)
  }
}

function timerFrom({ timer, key, inMs, everyMs }: RawFields): Effect {
  return {
    do: 'timer',
    timer: number(timer),
    key: key === null ? null : keyFrom(key, KEY_MAX),
    inMs: finite(inMs, 0, WAIT_MAX),
    everyMs: everyMs === null ? null : finite(everyMs, 1, WAIT_MAX),
  }
}

function memoryFrom(given: RawFields): Effect {
  const key = keyFrom(given['key'], KEEP_BYTES)
  if (!('value' in given)) return { do: 'memory', key }
  if (!isPlainJson(given['value'], VALUE_DEPTH_MAX)) throw new Malformed()
  return { do: 'memory', key, value: given['value'] }
}
