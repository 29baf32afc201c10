// Reads what a program answers. A program can make its guest answer anything, so every key, id, number and
// text is checked here, and built anew: nothing that is not in the protocol passes, and one wrong thing
// refuses the whole answer.
import { parseArtifactId, type ArtifactId } from '../../world/address.ts'
import { PROPERTY } from '../../world/artifact.ts'
import {
  PAGE_VALUE_NAME_MAX,
  PAGE_VALUE_MAX,
  CHOICES_MAX,
  COORDINATE_MAX,
  KEEP_BYTES,
  KEY_MAX,
  NAME_MAX,
  SETTINGS_MAX,
  TEXT_MAX,
  TIMERS_MAX,
} from '../../world/limits.ts'
import { isPlainJson, isPlainKey, VALUE_DEPTH_MAX } from '../../json/plain-json.ts'
import type { FaultKind } from '../../world/live/live-state-values.ts'
import type { DeclaredSettings } from '../../world/live/setting-values.ts'
import { COLOR, LOOK } from '../../world/look.ts'
import { ACTS_MAX, HANDLERS_MAX, LOGS_MAX, LOG_CHARS, WORDS_MAX } from '../program-limits.ts'
import { isEventName, type Role, type Voice } from '../program-events.ts'
import type {
  ChangesData,
  Effect,
  FaultData,
  MakingData,
  Result,
  TextEdit,
  ThingData,
} from '../sandbox-protocol.ts'

/** Most effects of one delivery: each handler, timer and act comes and goes. */
const EFFECTS_MAX = 2 * (ACTS_MAX + HANDLERS_MAX + TIMERS_MAX + SETTINGS_MAX)
/** Longest wait of a timer, in ms: thirty years. */
const WAIT_MAX = 1e12
/** Longest text of a setting, in characters. */
const SETTING_MAX = 1000

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

/** Thrown and caught in this file only. */
class Malformed extends Error {}

type RawFields = Readonly<Record<string, unknown>>

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

function declaredFrom(raw: unknown): DeclaredSettings {
  const entries = Object.entries(record(raw))
  if (entries.length > SETTINGS_MAX) throw new Malformed()
  return Object.fromEntries(
    entries.map(([name, value]) => [
      words(name, KEY_MAX),
      Array.isArray(value)
        ? list(value, CHOICES_MAX).map((choice) => words(choice, SETTING_MAX))
        : setting(value),
    ]),
  )
}

function setting(raw: unknown): number | string | boolean {
  if (typeof raw === 'boolean') return raw
  return typeof raw === 'number' ? finite(raw) : words(raw, SETTING_MAX)
}

const CALL = ['do', 'call']

function actFrom(given: RawFields): Effect {
  const call = number(given['call'], 0)
  switch (given['do']) {
    case 'set': {
      const { thing, changes } = fields(given, [...CALL, 'thing', 'changes'])
      return { do: 'set', call, thing: artifact(thing), changes: changesFrom(changes, []) }
    }
    case 'moveTo': {
      const { thing, x, y } = fields(given, [...CALL, 'thing', 'x', 'y'])
      return { do: 'moveTo', call, thing: artifact(thing), x: coordinate(x), y: coordinate(y) }
    }
    case 'moveBy': {
      const { thing, dx, dy } = fields(given, [...CALL, 'thing', 'dx', 'dy'])
      return { do: 'moveBy', call, thing: artifact(thing), dx: coordinate(dx), dy: coordinate(dy) }
    }
    case 'turn': {
      const { thing, facing } = fields(given, [...CALL, 'thing', 'facing'])
      return { do: 'turn', call, thing: artifact(thing), facing: oneOf(facing, FACINGS) }
    }
    case 'placeAt':
    case 'fitAt':
    case 'teleport': {
      const { thing, x, y, on } = fields(given, [...CALL, 'thing', 'x', 'y', 'on'])
      const spot = { x: coordinate(x), y: coordinate(y), on: on === null ? null : artifact(on) }
      return { do: given['do'], call, thing: artifact(thing), ...spot }
    }
    case 'halt':
    case 'push':
    case 'pickUp':
    case 'enter':
    case 'use':
    case 'destroy':
      return { do: given['do'], call, thing: artifact(fields(given, [...CALL, 'thing'])['thing']) }
    case 'putDown':
    case 'leave':
      fields(given, CALL)
      return { do: given['do'], call }
    case 'create':
      return { do: 'create', call, making: makingFrom(fields(given, [...CALL, 'making'])['making']) }
    case 'copy': {
      const { thing, making } = fields(given, [...CALL, 'thing', 'making'])
      return { do: 'copy', call, thing: artifact(thing), making: makingFrom(making) }
    }
    case 'speak': {
      const { voice, words: said, to } = fields(given, [...CALL, 'voice', 'words', 'to'])
      const addressee = to === null ? null : artifact(to)
      return {
        do: 'speak',
        call,
        voice: oneOf<Voice>(voice, VOICES),
        words: words(said, WORDS_MAX),
        to: addressee,
      }
    }
    case 'text': {
      const { thing, edit } = fields(given, [...CALL, 'thing', 'edit'])
      return { do: 'text', call, thing: artifact(thing), edit: editFrom(edit) }
    }
    case 'anchor': {
      const { thing, anchor, value } = fields(given, [...CALL, 'thing', 'anchor', 'value'])
      const name = words(anchor, PAGE_VALUE_NAME_MAX)
      return {
        do: 'anchor',
        call,
        thing: artifact(thing),
        anchor: name,
        value: words(value, PAGE_VALUE_MAX),
      }
    }
    default:
      throw new Malformed()
  }
}

const MAKING = ['text', 'x', 'y', 'facing', 'on']

type ParseRaw = (raw: unknown) => unknown

/** A value that may also be none. */
const orNone =
  (read: ParseRaw): ParseRaw =>
  (raw) =>
    raw === null ? null : known(read(raw))
const surely =
  (read: ParseRaw): ParseRaw =>
  (raw) =>
    known(read(raw))

const CHANGES: Readonly<Record<keyof ChangesData, ParseRaw>> = {
  name: (raw) => words(raw, NAME_MAX),
  sprite: surely(LOOK.sprite),
  width: surely(LOOK.width),
  height: surely(LOOK.height),
  paper: orNone(COLOR.paper),
  ink: orNone(COLOR.ink),
  title: orNone(COLOR.title),
  passable: surely(PROPERTY.passable),
  pushable: surely(PROPERTY.pushable),
  pickable: surely(PROPERTY.pickable),
  takeable: surely(PROPERTY.takeable),
  locked: surely(PROPERTY.locked),
  speed: surely(PROPERTY.speed),
  power: surely(PROPERTY.power),
  weight: surely(PROPERTY.weight),
  // A text that is no address leads nowhere, the same as in a scene.
  portal: orNone((raw) => words(raw, KEY_MAX)),
}
const CHANGE_KEYS = Object.keys(CHANGES)

/** The fields in `more` are left to the caller. */
function changesFrom(raw: unknown, more: readonly string[]): ChangesData {
  const given = fields(raw, [], [...CHANGE_KEYS, ...more])
  const changes: Record<string, unknown> = {}
  for (const key of Object.keys(given)) {
    if (!more.includes(key)) changes[key] = CHANGES[key as keyof ChangesData](given[key])
  }
  return changes
}

function makingFrom(raw: unknown): MakingData {
  const changes = changesFrom(raw, MAKING)
  const { text: page, x, y, facing, on } = record(raw)
  return {
    ...changes,
    ...(page === undefined ? {} : { text: words(page, TEXT_MAX) }),
    ...(x === undefined ? {} : { x: coordinate(x) }),
    ...(y === undefined ? {} : { y: coordinate(y) }),
    ...(facing === undefined ? {} : { facing: oneOf(facing, FACINGS) }),
    ...(on === undefined ? {} : { on: artifact(on) }),
  }
}

function editFrom(raw: unknown): TextEdit {
  const given = record(raw)
  switch (given['type']) {
    case 'write':
      return { type: 'write', words: words(fields(given, ['type', 'words'])['words'], TEXT_MAX) }
    case 'replace':
    case 'insert': {
      const { line, words: written } = fields(given, ['type', 'line', 'words'])
      return { type: given['type'], line: whole(line, 1, TEXT_MAX + 1), words: words(written, TEXT_MAX) }
    }
    case 'delete': {
      const { line, count } = fields(given, ['type', 'line', 'count'])
      return { type: 'delete', line: whole(line, 1, TEXT_MAX + 1), count: whole(count, 1, TEXT_MAX + 1) }
    }
    default:
      throw new Malformed()
  }
}

const ROLES: readonly Role[] = ['subject', 'object', 'host', 'observer']
const VOICES: readonly Voice[] = ['say', 'shout', 'whisper']
const FACINGS: readonly ThingData['facing'][] = ['up', 'down', 'left', 'right']

function record(raw: unknown): RawFields {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new Malformed()
  if (!Object.keys(raw).every(isPlainKey)) throw new Malformed()
  return raw as RawFields
}

/** A record with these keys and no others. */
function fields(raw: unknown, keys: readonly string[], optional: readonly string[] = []): RawFields {
  const given = record(raw)
  const names = Object.keys(given)
  if (!keys.every((key) => Object.hasOwn(given, key))) throw new Malformed()
  if (!names.every((name) => keys.includes(name) || optional.includes(name))) throw new Malformed()
  return given
}

function list(raw: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(raw) || raw.length > most) throw new Malformed()
  return raw
}

/** Text of a bounded length. Half a character cannot be stored: it becomes U+FFFD. */
function words(raw: unknown, most: number): string {
  if (typeof raw !== 'string' || raw.length > most) throw new Malformed()
  return raw.toWellFormed()
}

/** A key in live: one that no reader takes for malformed there. */
function keyFrom(raw: unknown, most: number): string {
  const key = words(raw, most)
  if (!isPlainKey(key)) throw new Malformed()
  return key
}

function artifact(raw: unknown): ArtifactId {
  return known(parseArtifactId(raw))
}

function oneOf<T>(raw: unknown, all: readonly T[]): T {
  return known(all.find((one) => one === raw) ?? null)
}

function known<T>(value: T | null): T {
  if (value === null) throw new Malformed()
  return value
}

function finite(raw: unknown, least = -Number.MAX_VALUE, most = Number.MAX_VALUE): number {
  if (typeof raw !== 'number' || !(raw >= least && raw <= most)) throw new Malformed()
  return raw + 0
}

function whole(raw: unknown, least: number, most: number): number {
  const value = finite(raw, least, most)
  if (!Number.isInteger(value)) throw new Malformed()
  return value
}

/** A number that the guest counts with. */
function number(raw: unknown, least = 0): number {
  return whole(raw, least, Number.MAX_SAFE_INTEGER)
}

/** Code may compute half pixels; a world has whole ones. */
function coordinate(raw: unknown): number {
  return Math.round(finite(raw, -COORDINATE_MAX, COORDINATE_MAX)) + 0
}
