// The values of live beside those of artifacts, and how each is read. A malformed value reads as absent: live
// comes over the network, and a reader never fails on it.
import { parseArtifactId, type ArtifactId } from '../address.ts'
import { CHOICES_MAX, FAULTS_KEPT, SETTINGS_MAX } from '../limits.ts'
import { isCoordinate, isPlain, ownValue } from '../place.ts'
import { type DeclaredSettings, isSettingName, parseSetting, type SettingValue } from './setting-values.ts'
import { isMoment } from '../walk.ts'

export interface LiveMeta {
  /** Rises whenever live is replaced whole. */
  readonly generation: number
  readonly state: 'playing' | 'paused'
  /** Of the owner's lease. */
  readonly epoch: number
  /** When the world was last known to be played, in ms since 1970: beats of timers since then were missed. */
  readonly seen?: number
}

/** A timer that goes on after a restart. */
export interface StoredTimer {
  readonly dueAt: number
  /** Null for one that beats once. */
  readonly everyMs: number | null
}

/**
 * `error`: the code threw. `warning`: nothing failed. The others are limits of a program that runs. `lost`:
 * it does not run, start it anew. `rest`: others that count with it must not run for a while, nor may it.
 */
export type FaultKind =
  | 'error'
  | 'time'
  | 'memory'
  | 'stack'
  | 'writes'
  | 'timers'
  | 'handlers'
  | 'calls'
  | 'depth'
  | 'output'
  | 'keep'
  | 'hung'
  | 'rest'
  | 'lost'
  | 'warning'

/** Why a program failed. */
export interface Fault {
  readonly message: string
  /** Of the page as it was then, from 1; null when nobody knows. */
  readonly line: number | null
  readonly count: number
  /** When it last happened, in ms since 1970. */
  readonly at: number
  /** Of the code, from 0: still right when people have written above it. */
  readonly code: number | null
  readonly kind: FaultKind
}

/** Whether it says only that something came to nothing. */
export const isWarning = ({ kind }: Fault): boolean => kind === 'warning'
/** Whether its program held everything up: it sleeps until its code is changed, and nobody can wake it. */
export const hasHung = (faults: readonly Fault[]): boolean => faults.some(({ kind }) => kind === 'hung')
export const hasFailed = (faults: readonly Fault[]): boolean => !faults.every(isWarning)

/** A program that was put to sleep. */
export interface Asleep {
  readonly why: string
  readonly at: number
}

/** Where something goes on to when the world is played again, in integer pixels. */
export interface HeldWalk {
  readonly toX: number
  readonly toY: number
}

/** Something said aloud. */
export interface Speech {
  /** The thing that said it; null for a person. */
  readonly by: ArtifactId | null
  readonly person: string | null
  readonly voice: 'say' | 'shout'
  readonly words: string
  readonly at: number
  /** The floor where it was said. */
  readonly on: ArtifactId
}

/** Why an action came to nothing that nobody could be asked for. */
export const NO_CONNECTION = 'There is no connection. Try again when you are back online.'
/** Why an action has no outcome yet: asked again by the same number, it has one, and one effect. */
export const NO_ANSWER = 'This world is not responding, so it is unclear whether that was done.'

/**
 * The result of an action, with plain words: why it was refused, or why nothing came of it; without words
 * when nobody has to be told.
 */
export interface Outcome {
  readonly ok: boolean
  readonly why: string | null
}

/** The outcome of a session's last action. */
export interface LastOutcome {
  readonly sequence: number
  readonly outcome: Outcome
  /** ms since 1970, to the second. */
  readonly at: number
}

const FAULT_KINDS: Readonly<Record<FaultKind, true>> = {
  error: true,
  time: true,
  memory: true,
  stack: true,
  writes: true,
  timers: true,
  handlers: true,
  calls: true,
  depth: true,
  output: true,
  keep: true,
  hung: true,
  rest: true,
  lost: true,
  warning: true,
}

/** Longest words that are read, in characters: more than any writer writes. */
const WORDS = 2_000

export function parseFaults(raw: unknown): readonly Fault[] {
  if (!Array.isArray(raw)) return []
  return raw
    .slice(0, FAULTS_KEPT)
    .map(parseFault)
    .filter((fault) => fault !== null)
}

function parseFault(raw: unknown): Fault | null {
  if (!isPlain(raw)) return null
  const message = parseWords(ownValue(raw, 'message'))
  const at = ownValue(raw, 'at')
  if (message === null || !isMoment(at)) return null
  const kind = ownValue(raw, 'kind')
  return {
    message,
    line: parseCount(ownValue(raw, 'line'), 1),
    count: parseCount(ownValue(raw, 'count'), 1) ?? 1,
    at,
    code: parseCount(ownValue(raw, 'code'), 0),
    kind: isFaultKind(kind) ? kind : 'error',
  }
}

export function parseAsleep(raw: unknown): Asleep | null {
  if (!isPlain(raw)) return null
  const why = parseWords(ownValue(raw, 'why'))
  const at = ownValue(raw, 'at')
  return why === null || !isMoment(at) ? null : { why, at }
}

export function parseHeld(raw: unknown): HeldWalk | null {
  if (!isPlain(raw)) return null
  const toX = ownValue(raw, 'toX')
  const toY = ownValue(raw, 'toY')
  return isCoordinate(toX) && isCoordinate(toY) ? { toX, toY } : null
}

/** As an anchor can be read from a page: on one line, no blanks around it. */
export function oneLine(value: string): string {
  return value.toWellFormed().replace(/\s+/gu, ' ').trim()
}

export function parseDeclared(raw: unknown): DeclaredSettings | null {
  if (!isPlain(raw)) return null
  const declared: [string, SettingValue | readonly string[]][] = []
  for (const name of Object.keys(raw).slice(0, SETTINGS_MAX)) {
    const value = parseDeclaredOne(ownValue(raw, name))
    if (value !== null && isSettingName(name)) declared.push([name, value])
  }
  return Object.fromEntries(declared)
}

function parseDeclaredOne(raw: unknown): SettingValue | readonly string[] | null {
  if (!Array.isArray(raw)) return parseSetting(raw)
  const choices = raw.slice(0, CHOICES_MAX).filter((choice) => typeof choice === 'string')
  return choices.length === 0 ? null : choices.map((choice) => choice.toWellFormed())
}

export function parseTimer(raw: unknown): StoredTimer | null {
  if (!isPlain(raw)) return null
  const dueAt = ownValue(raw, 'dueAt')
  const everyMs = ownValue(raw, 'everyMs')
  if (!isMoment(dueAt) || !(everyMs === null || (isMoment(everyMs) && everyMs > 0))) return null
  return { dueAt, everyMs }
}

/** Something said, in the form of live: a list, since everybody in a world receives it. */
export function speechList({ by, person, voice, words, at, on }: Speech): readonly unknown[] {
  return [by, person, words, at, on, ...(voice === 'say' ? [] : [voice])]
}

/** Reads a result of `speechList`, or the older form; null when it is malformed. */
export function parseSpeech(raw: unknown): Speech | null {
  if (Array.isArray(raw)) {
    const [by, person, words, at, on, voice]: readonly unknown[] = raw
    return speechFrom({ by, person, words, at, on, voice })
  }
  return isPlain(raw) ? speechFrom({ ...raw }) : null
}

function speechFrom(raw: { readonly [Key in keyof Speech]?: unknown }): Speech | null {
  const words = parseWords(raw.words)
  const on = parseArtifactId(raw.on)
  const { at } = raw
  if (words === null || on === null || !isMoment(at)) return null
  const by = parseArtifactId(raw.by)
  return { by, person: parseWords(raw.person), voice: raw.voice === 'shout' ? 'shout' : 'say', words, at, on }
}

/** An outcome as live has it: a short list, since one is written for each action. */
export function outcomeList(sequence: number, { ok, why }: Outcome, at: number): readonly unknown[] {
  const seconds = Math.round(at / 1000)
  return ok && why === null ? [sequence, seconds] : [sequence, seconds, ok, why]
}

/** Reads a result of `outcomeList`, or the older form; null when it is malformed. */
export function parseOutcome(raw: unknown): LastOutcome | null {
  if (Array.isArray(raw)) {
    const [sequence, seconds, ok = true, why = null]: readonly unknown[] = raw
    return outcomeFrom(sequence, typeof seconds === 'number' ? seconds * 1000 : null, ok, why)
  }
  if (!isPlain(raw)) return null
  const at = ownValue(raw, 'at')
  return outcomeFrom(ownValue(raw, 'sequence'), at, ownValue(raw, 'ok'), ownValue(raw, 'why'))
}

function outcomeFrom(number: unknown, at: unknown, ok: unknown, why: unknown): LastOutcome | null {
  const sequence = parseCount(number, 0)
  if (sequence === null || !isMoment(at) || typeof ok !== 'boolean') return null
  return { sequence, outcome: { ok, why: parseWords(why) }, at }
}

export function parseCount(raw: unknown, least: number): number | null {
  return typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= least ? raw + 0 : null
}

function parseWords(raw: unknown): string | null {
  return typeof raw === 'string' ? raw.slice(0, WORDS).toWellFormed() : null
}

function isFaultKind(raw: unknown): raw is FaultKind {
  return typeof raw === 'string' && Object.hasOwn(FAULT_KINDS, raw)
}
