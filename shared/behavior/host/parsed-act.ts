// Reads an act that a program asks for, as parsed-result.ts reads the rest of what it answers.
import { PROPERTY } from '../../world/artifact.ts'
import {
  PAGE_VALUE_NAME_MAX,
  PAGE_VALUE_MAX,
  CHOICES_MAX,
  KEY_MAX,
  NAME_MAX,
  SETTINGS_MAX,
  TEXT_MAX,
} from '../../world/limits.ts'
import { isPlainJson, VALUE_DEPTH_MAX } from '../../json/plain-json.ts'
import type { DeclaredSettings } from '../../world/live/setting-values.ts'
import { COLOR, LOOK } from '../../world/look.ts'
import type { QuestionForm } from '../personal.ts'
import {
  PERSONAL_VALUES_EACH,
  QUESTION_CHOICES_MAX,
  QUESTION_FIELDS_MAX,
  QUESTION_SECONDS_MAX,
  SEND_BYTES,
  WORDS_MAX,
} from '../program-limits.ts'
import { parseSound } from '../sounds.ts'
import { parseWebRequest } from '../web-request.ts'
import type { Voice } from '../program-events.ts'
import type { ChangesData, Effect, MakingData, TextEdit, ThingData } from '../sandbox-protocol.ts'
import {
  Malformed,
  type RawFields,
  record,
  fields,
  list,
  words,
  artifact,
  oneOf,
  known,
  finite,
  whole,
  number,
  coordinate,
} from './answer-values.ts'

/** Longest text of a setting, in characters. */
const SETTING_MAX = 1000

const VOICES: readonly Voice[] = ['say', 'shout', 'whisper']
const FACINGS: readonly ThingData['facing'][] = ['up', 'down', 'left', 'right']

/** Declared settings, or the fields of a question. */
export function declaredFrom(raw: unknown): DeclaredSettings {
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

/** An act, by the fields of its effect. */
export function actFrom(given: RawFields): Effect {
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
    case 'send': {
      const { thing, data } = fields(given, [...CALL, 'thing', 'data'])
      if (!isPlainJson(data, VALUE_DEPTH_MAX) || JSON.stringify(data).length > SEND_BYTES)
        throw new Malformed()
      return { do: 'send', call, thing: artifact(thing), data }
    }
    case 'showTo': {
      const { person, thing, values } = fields(given, [...CALL, 'person', 'thing', 'values'])
      return {
        do: 'showTo',
        call,
        person: artifact(person),
        thing: artifact(thing),
        values: shownFrom(values),
      }
    }
    case 'ask': {
      const {
        person,
        words: asked,
        form,
        withinMs,
      } = fields(given, [...CALL, 'person', 'words', 'form', 'withinMs'])
      return {
        do: 'ask',
        call,
        person: artifact(person),
        words: words(asked, WORDS_MAX),
        form: formFrom(form),
        withinMs: finite(withinMs, 0, QUESTION_SECONDS_MAX * 1000),
      }
    }
    case 'sound': {
      const { to, sound } = fields(given, [...CALL, 'to', 'sound'])
      return { do: 'sound', call, to: to === null ? null : artifact(to), sound: known(parseSound(sound)) }
    }
    case 'fetch': {
      const { request } = fields(given, [...CALL, 'request'])
      return { do: 'fetch', call, request: known(parseWebRequest(request)) }
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

function shownFrom(raw: unknown): Readonly<Record<string, string | null>> {
  const entries = Object.entries(record(raw))
  if (entries.length > PERSONAL_VALUES_EACH) throw new Malformed()
  return Object.fromEntries(
    entries.map(([name, value]) => [
      words(name, PAGE_VALUE_NAME_MAX + 1),
      value === null ? null : words(value, PAGE_VALUE_MAX),
    ]),
  )
}

function formFrom(raw: unknown): QuestionForm {
  const given = record(raw)
  if (given['type'] === 'choices') {
    const choices = list(fields(given, ['type', 'choices'])['choices'], QUESTION_CHOICES_MAX)
    return { type: 'choices', choices: choices.map((choice) => words(choice, PAGE_VALUE_MAX)) }
  }
  if (given['type'] === 'spot')
    return { type: 'spot', thing: artifact(fields(given, ['type', 'thing'])['thing']) }
  const declared = declaredFrom(fields(given, ['type', 'fields'])['fields'])
  if (given['type'] !== 'fields' || Object.keys(declared).length > QUESTION_FIELDS_MAX) throw new Malformed()
  return { type: 'fields', fields: declared }
}

const MAKING = ['text', 'x', 'y', 'facing', 'on', 'fit']

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
  tint: orNone(LOOK.tint),
  angle: surely(LOOK.angle),
  opacity: surely(LOOK.opacity),
  scale: surely(LOOK.scale),
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
  const { text: page, x, y, facing, on, fit } = record(raw)
  return {
    ...changes,
    ...(page === undefined ? {} : { text: words(page, TEXT_MAX) }),
    ...(x === undefined ? {} : { x: coordinate(x) }),
    ...(y === undefined ? {} : { y: coordinate(y) }),
    ...(facing === undefined ? {} : { facing: oneOf(facing, FACINGS) }),
    ...(on === undefined ? {} : { on: artifact(on) }),
    ...(fit === undefined ? {} : { fit: flag(fit) }),
  }
}

function flag(raw: unknown): boolean {
  if (typeof raw !== 'boolean') throw new Malformed()
  return raw
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
