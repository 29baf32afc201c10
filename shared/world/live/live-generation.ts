// A fresh map for live, in place of one that has grown too large, or of everything that happened until now.
// The rest of the old map shrinks to nothing, and clients that were away follow as with any update.
import * as Y from 'yjs'
import { entryOf } from '../../yjs/entry-id.ts'
import { parseArtifactId, type ArtifactId } from '../address.ts'
import { pageValuesIn } from '../page-values.ts'
import type { Parse } from '../look.ts'
import { isField, RULES } from '../scene/scene-fields.ts'
import {
  countsOver,
  isGone,
  liveArtifacts,
  liveValueOver,
  nowMap,
  parseLivePair,
  stoodOver,
} from './live-document.ts'
import { parseLivePageValue } from './live-page-values.ts'
import { liveMetaOf, sectionOf } from './live-state.ts'
import { entryOfFieldIn } from '../scene/entry-names.ts'
import { pageIn } from './page-text.ts'
import { artifactMaps, mapIn, sceneArtifact } from '../scene/scene.ts'
import { parseWalk } from '../walk.ts'

type MapEntries = readonly (readonly [string, unknown])[]

/** Everything that still counts, and everything that is unknown here. */
export function compactedLive(scene: Y.Doc, live: Y.Doc): Y.Map<unknown> {
  const fresh = new Y.Map<unknown>()
  for (const [section, value] of nowMap(live) ?? []) {
    if (!(value instanceof Y.Map) || !(section in COUNTING)) fresh.set(section, copy(value))
  }
  for (const [section, counting] of Object.entries(COUNTING)) {
    const kept: [string, Y.Map<unknown>][] = []
    for (const [key, map] of mapsIn(mapIn(nowMap(live), section))) {
      const entries = counting(map, { scene, live, id: key })
      if (entries.length > 0) kept.push([key, mapOf(entries)])
    }
    if (kept.length > 0) fresh.set(section, mapOf(kept))
  }
  fresh.set('meta', nextMeta(live))
  return fresh
}

/**
 * People, things that were brought in with their memory, things that were carried away, outcomes: a reset
 * keeps all these.
 */
export function resetLive(live: Y.Doc): Y.Map<unknown> {
  const fresh = new Y.Map<unknown>([['meta', nextMeta(live)]])
  for (const section of ['avatars', 'outcomes'] as const) {
    const map = sectionOf(live, section)
    if (map !== null) fresh.set(section, map.clone())
  }
  const artifacts: [string, Y.Map<unknown>][] = []
  const memory: [string, Y.Map<unknown>][] = []
  for (const [key, map] of mapsIn(liveArtifacts(live))) {
    if (isGone(map)) artifacts.push([key, mapOf([['gone', [true, null]]])])
    else if (parseLivePair(map.get('brought'))?.value === true) {
      artifacts.push([key, mapOf([...map].filter(([field]) => field !== 'walk'))])
      const kept = mapIn(sectionOf(live, 'memory'), key)
      if (kept !== null) memory.push([key, kept.clone()])
    }
  }
  if (artifacts.length > 0) fresh.set('artifacts', mapOf(artifacts))
  if (memory.length > 0) fresh.set('memory', mapOf(memory))
  return fresh
}

interface LivePlace {
  readonly scene: Y.Doc
  readonly live: Y.Doc
  readonly id: ArtifactId
}

/** Sections of maps by artifact, and the part of such a map that still counts. */
const COUNTING: Readonly<Record<string, (map: Y.Map<unknown>, where: LivePlace) => MapEntries>> = {
  artifacts: countingFields,
  anchors: countingPageValues,
  memory: all,
  timers: all,
}

function all(map: Y.Map<unknown>): MapEntries {
  return [...map]
}

/** The values of a thing that still count, as live has them. */
export function countingFields(map: Y.Map<unknown>, { scene, id }: LivePlace): MapEntries {
  const written = sceneArtifact(scene, id)
  const isInScene = entryOf(artifactMaps(scene), id) !== null
  // A thing that was never written is gone without a trace by now: otherwise live would grow with everything
  // that was ever carried.
  if (isGone(map)) return isInScene ? [['gone', [true, null]]] : []
  // Deleted by emptying limbo: a value that stood over it never counts again.
  if (written === null && isInScene) return []
  return [...map].filter(([key, raw]) => {
    const over = stoodOver(key)
    if (over === 'nothing') return true
    if (over === 'absence') return !isInScene
    const parse: Parse<unknown> = isField(key) ? RULES[key].parse : parseWalk
    return liveValueOver(raw, entryOfFieldIn(written, over), parse) !== undefined
  })
}

/** The values that code wrote to a page's anchors, as far as the page still has the text of then. */
export function countingPageValues(map: Y.Map<unknown>, { scene, live, id }: LivePlace): MapEntries {
  const written = new Map(pageValuesIn(pageIn(scene, live, id) ?? '').map(({ name, value }) => [name, value]))
  return [...map].filter(([name, raw]) => {
    const anchor = parseLivePageValue(raw)
    return countsOver(anchor, written.get(name) ?? null)
  })
}

function nextMeta(live: Y.Doc): Y.Map<unknown> {
  const meta = sectionOf(live, 'meta')?.clone() ?? new Y.Map<unknown>()
  meta.set('generation', liveMetaOf(live).generation + 1)
  return meta
}

/** The maps by artifact in a section. */
export function* mapsIn(map: Y.Map<unknown> | null): Iterable<readonly [ArtifactId, Y.Map<unknown>]> {
  for (const [key, value] of map ?? []) {
    const id = parseArtifactId(key)
    if (id !== null && value instanceof Y.Map) yield [id, value]
  }
}

/** A map with these values; shared types are copied into it. */
export function mapOf(entries: MapEntries): Y.Map<unknown> {
  return new Y.Map(entries.map(([key, value]) => [key, copy(value)]))
}

/** A shared type can be in one place only; plain values are never changed in place. */
function copy(value: unknown): unknown {
  return value instanceof Y.AbstractType && value.doc !== null ? value.clone() : value
}
