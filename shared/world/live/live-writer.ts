// All that the owner writes into live. Called inside `live.transact`, so that a tick is one update.
import * as Y from 'yjs'
import { isSameJson } from '../../json/json-value.ts'
import type { ArtifactId } from '../address.ts'
import { pageValuesIn, type PageValue } from '../page-values.ts'
import { avatarKeys, parseAvatar, type Avatar } from '../avatar.ts'
import { compactedLive, resetLive } from './live-generation.ts'
import { PAGE_VALUE_MAX, OUTCOME_MS, OUTCOMES_MAX, SPEECH_MAX } from '../limits.ts'
import { createFieldWriter, type FieldWriter } from './live-field-writer.ts'
import { countsOver, liveRoot, nowMap } from './live-document.ts'
import { parseLivePageValue } from './live-page-values.ts'
import {
  oneLine,
  type Outcome,
  outcomeList,
  parseOutcome,
  speechList,
  type StoredTimer,
} from './live-state-values.ts'
import {
  sectionOf,
  type Asleep,
  type Fault,
  type HeldWalk,
  type LiveMeta,
  type LiveSection,
  type Speech,
} from './live-state.ts'
import { pageIn } from './page-text.ts'
import { innerMap, mapIn } from '../scene/scene.ts'
import type { DeclaredSettings } from './setting-values.ts'

export interface LiveWriter extends FieldWriter {
  /** Makes what is written into, where it is not there yet. */
  begin(): void
  /** A new generation: all that still counts, in a fresh map. Readers see no difference. */
  renew(): void
  /**
   * Drops the events so far: the world is as it is written. People, their things, gone things, and outcomes
   * stay.
   */
  reset(): void
  setMeta(meta: Partial<LiveMeta>): void
  /** The shown value of a page's anchor. False: the page has no such line. */
  setPageValue(id: ArtifactId, name: string, value: string): boolean
  /** The same for many of one page, which is read once. Those that it does not have are left out. */
  setPageValues(id: ArtifactId, values: ReadonlyMap<string, string>): void
  /**
   * A value of a program's memory under a key; undefined removes it. The value is plain and not changed
   * afterwards.
   */
  remember(id: ArtifactId, key: string, value: unknown): void
  setTimer(id: ArtifactId, key: string, timer: StoredTimer | null): void
  setFaults(id: ArtifactId, faults: readonly Fault[]): void
  setAsleep(id: ArtifactId, asleep: Asleep | null): void
  /** Where a walk goes on to that is held while the world is paused. */
  setHeld(id: ArtifactId, walk: HeldWalk | null): void
  setDeclared(id: ArtifactId, declared: DeclaredSettings | null): void
  /** An avatar that is here; null: they left. Only the changes are written. */
  setAvatar(id: ArtifactId, avatar: Avatar | null): void
  say(speech: Speech): void
  setOutcome(session: string, sequence: number, outcome: Outcome, at: number): void
  /** Drops all that is kept of an artifact's program. */
  forget(id: ArtifactId): void
}

const OF_A_PROGRAM = ['memory', 'timers', 'faults', 'asleep', 'props', 'anchors'] as const

export function createLiveWriter(scene: Y.Doc, live: Y.Doc): LiveWriter {
  const root = liveRoot(live)
  const fields = createFieldWriter(scene, live)
  const section = (name: LiveSection): Y.Map<unknown> => innerMap(innerMap(root, 'now'), name)
  const keepOutcome = createOutcomes(() => section('outcomes'))

  /** Sets a plain value, or drops it; writes nothing where that changes nothing. */
  function put(name: LiveSection, key: string, value: unknown): void {
    const before = sectionOf(live, name)?.get(key)
    if (value === null) {
      if (before !== undefined) section(name).delete(key)
    } else if (!isSameJson(before, value)) section(name).set(key, value)
  }

  function putInner(name: LiveSection, id: ArtifactId, key: string, value: unknown): void {
    if (value !== undefined) innerMap(section(name), id).set(key, value)
    else if (mapIn(sectionOf(live, name), id)?.has(key) === true) innerMap(section(name), id).delete(key)
  }

  function putPageValue(id: ArtifactId, { name, value: written }: PageValue, value: string): void {
    const shown = oneLine(oneLine(value).slice(0, PAGE_VALUE_MAX))
    const before = parseLivePageValue(mapIn(sectionOf(live, 'anchors'), id)?.get(name))
    if (shown === written) putInner('anchors', id, name, undefined)
    else if (!countsOver(before, written) || before.value !== shown) {
      putInner('anchors', id, name, [shown, written])
    }
  }

  function forget(id: ArtifactId): void {
    for (const name of OF_A_PROGRAM) if (sectionOf(live, name)?.has(id) === true) section(name).delete(id)
  }

  return {
    ...fields,
    remove(id) {
      if (!fields.remove(id)) return false
      forget(id)
      return true
    },
    begin() {
      if (nowMap(live) === null) root.set('now', compactedLive(scene, live))
    },
    renew: () => void root.set('now', compactedLive(scene, live)),
    reset: () => void root.set('now', resetLive(live)),
    setMeta(meta) {
      for (const [key, value] of Object.entries(meta)) put('meta', key, value)
    },
    setPageValue(id, name, value) {
      const anchor = pageValuesIn(pageIn(scene, live, id) ?? '').find((anchor) => anchor.name === name)
      if (anchor === undefined) return false
      putPageValue(id, anchor, value)
      return true
    },
    setPageValues(id, values) {
      if (values.size === 0) return
      for (const anchor of pageValuesIn(pageIn(scene, live, id) ?? '')) {
        const value = values.get(anchor.name)
        if (value !== undefined) putPageValue(id, anchor, value)
      }
    },
    remember: (id, key, value) => putInner('memory', id, key, value),
    setTimer: (id, key, timer) => putInner('timers', id, key, timer === null ? undefined : { ...timer }),
    setFaults: (id, faults) =>
      put('faults', id, faults.length === 0 ? null : faults.map((fault) => ({ ...fault }))),
    setHeld: (id, walk) => put('held', id, walk && { ...walk }),
    setAsleep: (id, asleep) => put('asleep', id, asleep && { ...asleep }),
    setDeclared: (id, declared) => put('props', id, declared && { ...declared }),
    setAvatar(id, avatar) {
      const before = mapIn(sectionOf(live, 'avatars'), id)
      if (avatar === null) {
        if (before !== null) section('avatars').delete(id)
        return
      }
      for (const [key, value] of Object.entries(avatarKeys(avatar, parseAvatar(before)))) {
        if (!isSameJson(before?.get(key), value)) putInner('avatars', id, key, value)
      }
    },
    say(speech) {
      const now = innerMap(root, 'now')
      const said = now.get('speech')
      const all = said instanceof Y.Array ? said : now.set('speech', new Y.Array<unknown>())
      all.push([speechList(speech)])
      if (all.length > SPEECH_MAX) all.delete(0, all.length - SPEECH_MAX)
    },
    setOutcome: keepOutcome,
    forget,
  }
}

/** Keeps the last outcome of each session for a day. Old ones are looked for once in a while, not at each. */
function createOutcomes(outcomes: () => Y.Map<unknown>): LiveWriter['setOutcome'] {
  const everyMs = OUTCOME_MS / 24
  const everyCount = OUTCOMES_MAX / 10
  let sweptAt = -Infinity
  let count = 0

  function sweep(at: number): void {
    const kept: [string, number][] = []
    for (const [session, raw] of outcomes()) {
      const outcome = parseOutcome(raw)
      if (outcome === null || outcome.at + OUTCOME_MS <= at) outcomes().delete(session)
      else kept.push([session, outcome.at])
    }
    const tooMany = kept.length - OUTCOMES_MAX
    if (tooMany <= 0) return
    kept.sort(([, a], [, b]) => a - b)
    for (const [session] of kept.slice(0, tooMany)) outcomes().delete(session)
  }

  return (session, sequence, outcome, at) => {
    count += 1
    if (at - sweptAt >= everyMs || count >= everyCount) {
      sweep(at)
      sweptAt = at
      count = 0
    }
    outcomes().set(session, outcomeList(sequence, outcome, at))
  }
}
