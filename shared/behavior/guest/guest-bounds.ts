// The bounds that are looked at inside; see `program-limits.ts` and `world/limits.ts`.

import type { SoundName } from '../sounds.ts'

export interface GuestLimits {
  readonly HANDLERS_MAX: number
  readonly TIMERS_MAX: number
  readonly BEAT_MS: number
  readonly CALLS_MAX: number
  readonly ACTS_MAX: number
  readonly OUTPUT_BYTES: number
  readonly KEEP_BYTES: number
  readonly LOG_CHARS: number
  readonly LOGS_MAX: number
  readonly WORDS_MAX: number
  readonly ANCHOR_NAME_MAX: number
  readonly ANCHOR_VALUE_MAX: number
  readonly SETTINGS_MAX: number
  readonly CHOICES_MAX: number
  readonly TEXT_MAX: number
  readonly COORDINATE_MAX: number
  readonly NAME_MAX: number
  readonly SPRITE_MAX: number
  readonly SIZE_MAX: number
  readonly PERCENT_MAX: number
  readonly SCALE_MIN: number
  readonly SCALE_MAX: number
  /** Most effects of one delivery: fewer than the host reads. */
  readonly EFFECTS_MAX: number
  /** Longest name in memory, in characters, and most of them. */
  readonly KEY_MAX: number
  readonly KEYS_MAX: number
  /** How deep a value in it is nested. */
  readonly KEEP_DEPTH: number
  readonly SEND_BYTES: number
  readonly ROWS_MAX: number
  readonly COLUMNS_MAX: number
  /** Most choices and fields of a question, and how long it waits in s, if nothing is said, and at most. */
  readonly QUESTION_CHOICES_MAX: number
  readonly QUESTION_FIELDS_MAX: number
  readonly QUESTION_SECONDS: number
  readonly QUESTION_SECONDS_MAX: number
  /** Most bytes of the memory of one person. */
  readonly PERSON_KEEP_BYTES: number
  /** Most warnings, and the drawings that there are. */
  readonly FAULTS_KEPT: number
  readonly SPRITES: readonly string[]
  /** The sounds that there are; how many tones one has; how high they are, in Hz; how long, in s. */
  readonly SOUNDS: readonly SoundName[]
  readonly TONES_MAX: number
  readonly TONE_MIN: number
  readonly TONE_MAX: number
  readonly BEAT_MIN: number
  readonly BEAT_MAX: number
  readonly BEAT: number
  readonly SOUND_SECONDS_MAX: number
  /** Of a request outside: headers; longest of one, and of an address, in characters; most bytes sent. */
  readonly FETCH_HEADERS: readonly string[]
  readonly FETCH_HEADER_MAX: number
  readonly FETCH_ADDRESS_MAX: number
  readonly FETCH_BODY_BYTES: number
  /** The properties of a thing that a program can read. */
  readonly PROPERTIES: readonly string[]
}

/** The names of the properties of a thing that a program can read. */
export const THING_PROPERTIES = [
  'id',
  'name',
  'x',
  'y',
  'facing',
  'host',
  'sprite',
  'width',
  'height',
  'tint',
  'angle',
  'opacity',
  'scale',
  'paper',
  'ink',
  'title',
  'passable',
  'pushable',
  'pickable',
  'takeable',
  'locked',
  'speed',
  'power',
  'weight',
  'portal',
  'person',
  'walking',
  'gone',
]
