// The present state of a world, beside the values of its artifacts: whether it plays, its faults, sleeping
// programs, spoken words, the memory of programs. Each function reads one thing from live; live-follower.ts
// keeps the shown part up to date.
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../address.ts'
import { SPEECH_MAX } from '../limits.ts'
import { nowMap } from './live-document.ts'
import { NO_PAGE_VALUES, parseLivePageValue, type LivePageValue } from './live-page-values.ts'
import {
  type Asleep,
  type Fault,
  type HeldWalk,
  type LastOutcome,
  type LiveMeta,
  type Outcome,
  parseAsleep,
  parseCount,
  parseDeclared,
  parseFaults,
  parseHeld,
  parseOutcome,
  parseSpeech,
  parseTimer,
  type Speech,
  type StoredTimer,
} from './live-state-values.ts'
import { mapIn } from '../scene/scene.ts'
import type { DeclaredSettings } from './setting-values.ts'

export type { Asleep, Fault, HeldWalk, LiveMeta, Speech }

export function liveMetaOf(live: Y.Doc): LiveMeta {
  const meta = sectionOf(live, 'meta')
  const seen = parseCount(meta?.get('seen'), 0)
  return {
    generation: parseCount(meta?.get('generation'), 0) ?? 0,
    state: meta?.get('state') === 'paused' ? 'paused' : 'playing',
    epoch: parseCount(meta?.get('epoch'), 0) ?? 0,
    ...(seen === null ? {} : { seen }),
  }
}

/** The faults of an artifact's program. */
export function faultsOf(live: Y.Doc, id: ArtifactId): readonly Fault[] {
  return parseFaults(sectionOf(live, 'faults')?.get(id))
}

/** Why an artifact's program sleeps; null when it does not. */
export function asleepOf(live: Y.Doc, id: ArtifactId): Asleep | null {
  return parseAsleep(sectionOf(live, 'asleep')?.get(id))
}

/** The settings that an artifact's program declares; null when it declares none. */
export function declaredOf(live: Y.Doc, id: ArtifactId): DeclaredSettings | null {
  return parseDeclared(sectionOf(live, 'props')?.get(id))
}

/** The values that code wrote to the anchors of a page; `countsOver` says whether they still count. */
export function pageValuesOf(live: Y.Doc, id: ArtifactId): ReadonlyMap<string, LivePageValue> {
  const map = mapIn(sectionOf(live, 'anchors'), id)
  if (map === null) return NO_PAGE_VALUES
  const anchors = new Map<string, LivePageValue>()
  for (const [name, raw] of map) {
    const anchor = parseLivePageValue(raw)
    if (anchor !== null) anchors.set(name, anchor)
  }
  return anchors.size === 0 ? NO_PAGE_VALUES : anchors
}

/** The memory of an artifact's program; plain values. */
export function memoryOf(live: Y.Doc, id: ArtifactId): Readonly<Record<string, unknown>> {
  const kept: [string, unknown][] = []
  for (const [key, value] of mapIn(sectionOf(live, 'memory'), id) ?? []) {
    if (isPlainValue(value)) kept.push([key, value])
  }
  return Object.fromEntries(kept)
}

/** An artifact's timers that outlive a restart, by key. */
export function timersOf(live: Y.Doc, id: ArtifactId): ReadonlyMap<string, StoredTimer> {
  const timers = new Map<string, StoredTimer>()
  for (const [key, raw] of mapIn(sectionOf(live, 'timers'), id) ?? []) {
    const timer = parseTimer(raw)
    if (timer !== null) timers.set(key, timer)
  }
  return timers
}

/** All artifacts that have such timers. */
export function timedIn(live: Y.Doc): readonly ArtifactId[] {
  return [...(sectionOf(live, 'timers')?.keys() ?? [])].map(parseArtifactId).filter((id) => id !== null)
}

/** Where things were walking to when the world was paused, by thing. */
export function heldOf(live: Y.Doc): ReadonlyMap<ArtifactId, HeldWalk> {
  const walks = new Map<ArtifactId, HeldWalk>()
  for (const [key, raw] of sectionOf(live, 'held') ?? []) {
    const id = parseArtifactId(key)
    const walk = parseHeld(raw)
    if (id !== null && walk !== null) walks.set(id, walk)
  }
  return walks
}

/** What was said is read once: Yjs keeps each value as the same object, and others are said beside it. */
const speeches = new WeakMap<object, Speech | null>()

function speechIn(raw: unknown): Speech | null {
  if (typeof raw !== 'object' || raw === null) return parseSpeech(raw)
  const known = speeches.get(raw)
  if (known !== undefined) return known
  const speech = parseSpeech(raw)
  speeches.set(raw, speech)
  return speech
}

/** The words said aloud, oldest first; the same objects for as long as they are there. */
export function speechOf(live: Y.Doc): readonly Speech[] {
  const said = nowMap(live)?.get('speech')
  if (!(said instanceof Y.Array)) return []
  return said
    .toArray()
    .slice(-SPEECH_MAX)
    .map(speechIn)
    .filter((speech) => speech !== null)
}

/** The outcome of the last action of a session; null when it is no longer known. */
export function outcomeOf(live: Y.Doc, session: string): LastOutcome | null {
  return parseOutcome(sectionOf(live, 'outcomes')?.get(session))
}

/**
 * The answer to an action; null when there is none, or it is no longer known. The actions of a session are
 * done in order: if a later one has an outcome, this one was answered, too.
 */
export function answeredAs(live: Y.Doc, session: string, sequence: number): Outcome | null {
  const last = outcomeOf(live, session)
  return last !== null && sequence <= last.sequence ? last.outcome : null
}

/** The sections of live. */
export type LiveSection =
  | 'meta'
  | 'artifacts'
  | 'anchors'
  | 'avatars'
  | 'memory'
  | 'faults'
  | 'asleep'
  | 'props'
  | 'timers'
  | 'outcomes'
  | 'held'

export function sectionOf(live: Y.Doc, section: LiveSection): Y.Map<unknown> | null {
  return mapIn(nowMap(live), section)
}

function isPlainValue(value: unknown): boolean {
  return !(value instanceof Y.AbstractType) && !(value instanceof Uint8Array)
}
