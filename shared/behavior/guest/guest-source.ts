// The code that runs inside the sandbox before a program: the whole API of behavior.d.ts, as one script. Its
// functions are written in TypeScript under guest/ and turned to source here.
//
// Host and guest: the host defines a global `__host(op, json): json`, evaluates GUEST_SOURCES, and takes (and
// deletes) the global `__guest`. For each delivery it calls `deliver(JSON of Given)`. A delivery that brings
// only a timer may be `beat(timer, missed, now)`, and one that brings only an event may be `happen(JSON of
// EventRow)`, or `again(now)` when that event was the last one, too. For a start the host then evaluates the
// code as the script `page.js`. It drains the promise jobs and calls `settle()`, which returns the Result as
// JSON. It skips `settle()` if the delivery returned '' and there was no job. The host calls `thrown(value)`
// with a value that the script threw. It calls `unhandled(promise, reason, isHandled)` for every rejection
// that nobody handles, and again if it is handled after all. After an interrupt, `fail()` undoes the running
// delivery; `settle` still returns the lines that were logged.
import * as bounds from '../program-limits.ts'
import { EVENT_NAMES, REFUSABLE, rolesOf } from '../program-events.ts'
import * as sounds from '../sounds.ts'
import * as web from '../web-request.ts'
import * as limits from '../../world/limits.ts'
import { SPRITES } from '../../world/sprites.ts'
import { GUEST_PARTS } from './guest-parts.ts'
import { THING_PROPERTIES, type GuestLimits } from './guest-bounds.ts'
import { startGuest } from './start-guest.ts'

const BOUNDS: GuestLimits = {
  HANDLERS_MAX: bounds.HANDLERS_MAX,
  TIMERS_MAX: limits.TIMERS_MAX,
  BEAT_MS: limits.BEAT_MS,
  CALLS_MAX: bounds.CALLS_MAX,
  ACTS_MAX: bounds.ACTS_MAX,
  OUTPUT_BYTES: bounds.OUTPUT_BYTES,
  KEEP_BYTES: limits.KEEP_BYTES,
  LOG_CHARS: bounds.LOG_CHARS,
  LOGS_MAX: bounds.LOGS_MAX,
  WORDS_MAX: bounds.WORDS_MAX,
  ANCHOR_NAME_MAX: limits.PAGE_VALUE_NAME_MAX,
  ANCHOR_VALUE_MAX: limits.PAGE_VALUE_MAX,
  SETTINGS_MAX: limits.SETTINGS_MAX,
  CHOICES_MAX: limits.CHOICES_MAX,
  TEXT_MAX: limits.TEXT_MAX,
  COORDINATE_MAX: limits.COORDINATE_MAX,
  NAME_MAX: limits.NAME_MAX,
  SPRITE_MAX: limits.SPRITE_MAX,
  SIZE_MAX: limits.SIZE_MAX,
  PERCENT_MAX: limits.PERCENT_MAX,
  SCALE_MIN: limits.SCALE_MIN,
  SCALE_MAX: limits.SCALE_MAX,
  EFFECTS_MAX: 2 * bounds.ACTS_MAX,
  KEY_MAX: limits.KEY_MAX,
  KEYS_MAX: limits.KEYS_MAX,
  KEEP_DEPTH: limits.KEEP_DEPTH,
  ROWS_MAX: bounds.ROWS_MAX,
  COLUMNS_MAX: bounds.COLUMNS_MAX,
  SEND_BYTES: bounds.SEND_BYTES,
  QUESTION_CHOICES_MAX: bounds.QUESTION_CHOICES_MAX,
  QUESTION_FIELDS_MAX: bounds.QUESTION_FIELDS_MAX,
  QUESTION_SECONDS: bounds.QUESTION_SECONDS,
  QUESTION_SECONDS_MAX: bounds.QUESTION_SECONDS_MAX,
  PERSON_KEEP_BYTES: limits.PERSON_KEEP_BYTES,
  FAULTS_KEPT: limits.FAULTS_KEPT,
  SPRITES,
  SOUNDS: sounds.SOUND_NAMES,
  TONES_MAX: sounds.TONES_MAX,
  TONE_MIN: sounds.TONE_MIN,
  TONE_MAX: sounds.TONE_MAX,
  BEAT_MIN: sounds.BEAT_MIN,
  BEAT_MAX: sounds.BEAT_MAX,
  BEAT: sounds.BEAT,
  SOUND_SECONDS_MAX: sounds.SOUND_SECONDS_MAX,
  FETCH_HEADERS: web.FETCH_HEADERS,
  FETCH_HEADER_MAX: web.FETCH_HEADER_MAX,
  FETCH_ADDRESS_MAX: web.FETCH_ADDRESS_MAX,
  FETCH_BODY_BYTES: web.FETCH_BODY_BYTES,
  PROPERTIES: THING_PROPERTIES,
}

/** A script that is longer has one step alone. */
const SCRIPT_CHARS = 8_000

/**
 * The scripts that make a fresh sandbox a home for a program, in order. Several, because the engine holds the
 * bytes of a script while it makes functions of them, and memory once taken stays taken.
 */
export const GUEST_SOURCES: readonly string[] = guestSources()

/** All of them as one script. */
export const GUEST_SOURCE: string = GUEST_SOURCES.join('\n')

function guestSources(): string[] {
  const roles = Object.fromEntries(EVENT_NAMES.map((name) => [name, rolesOf(name)]))
  const given = [
    '__parts',
    JSON.stringify(BOUNDS),
    JSON.stringify(roles),
    JSON.stringify(REFUSABLE),
    'globalThis',
    'globalThis.__host',
  ]
  const steps = [
    'globalThis.__parts={}',
    ...Object.entries(GUEST_PARTS).map(([name, part]) => `__parts.${name}=${String(part)}`),
    `(${String(startGuest)})(${given.join(',')})`,
    'delete globalThis.__parts',
  ]
  const scripts: string[] = []
  for (const step of steps) {
    const last = scripts.at(-1)
    if (last === undefined || last.length + step.length > SCRIPT_CHARS) scripts.push(`'use strict';${step};`)
    else scripts[scripts.length - 1] = `${last}${step};`
  }
  return scripts
}
