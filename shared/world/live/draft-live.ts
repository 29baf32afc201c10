// The live document that a draft begins with: how its parent is now, without the people who are there.
import * as Y from 'yjs'
import type { ArtifactId } from '../address.ts'
import { parsePlace } from '../place.ts'
import { artifactMaps, mapIn } from '../scene/scene.ts'
import { isGone, liveArtifacts, liveRoot, nowMap, parseLivePair } from './live-document.ts'
import { countingFields, countingPageValues, mapOf, mapsIn } from './live-generation.ts'
import { liveMetaOf, sectionOf } from './live-state.ts'

/** Values of a thing that say where it is just now. */
const WHERE: ReadonlySet<string> = new Set(['place', 'walk', 'taken'])

/**
 * One update of an empty live document, under `client`: values that still count over `scene` (the draft's),
 * page values, memory and timers of `live` (the parent's). Left out: people, what they hold or brought, what
 * was said, faults, outcomes. Things that somebody holds there stand where the scene has them.
 */
export function draftLive(scene: Y.Doc, live: Y.Doc, client: number): Uint8Array {
  const things = thingsOf(scene, live)
  const fresh = new Y.Map<unknown>()
  const { seen } = liveMetaOf(live)
  const since: Fields = seen === undefined ? [] : [['seen', seen]]
  fresh.set('meta', mapOf([['generation', 1], ...since]))
  if (things.size > 0) fresh.set('artifacts', mapsOf(things))
  const isIn = (id: ArtifactId): boolean => artifactMaps(scene).has(id) || things.has(id)
  for (const section of ['anchors', 'memory', 'timers'] as const) {
    const kept = new Map<ArtifactId, readonly (readonly [string, unknown])[]>()
    for (const [id, map] of mapsIn(sectionOf(live, section))) {
      const entries = section === 'anchors' ? countingPageValues(map, { scene, live, id }) : [...map]
      if (isIn(id) && entries.length > 0) kept.set(id, entries)
    }
    if (kept.size > 0) fresh.set(section, mapsOf(kept))
  }
  const draft = new Y.Doc()
  draft.clientID = client
  liveRoot(draft).set('now', fresh)
  const update = Y.encodeStateAsUpdate(draft)
  draft.destroy()
  return update
}

type Fields = readonly (readonly [string, unknown])[]

/** The values of the parent's things that hold in a draft, by thing. */
function thingsOf(scene: Y.Doc, live: Y.Doc): Map<ArtifactId, Fields> {
  const things = new Map<ArtifactId, Fields>()
  const people = mapIn(nowMap(live), 'avatars')
  for (const [id, map] of mapsIn(liveArtifacts(live))) {
    const isVisitors = parseLivePair(map.get('brought'))?.value === true || map.has('link')
    // A thing that was carried off is in the draft again, where the scene has it; one that was never in the
    // scene is not.
    if (isVisitors || isGone(map)) continue
    const fields = countingFields(map, { scene, live, id })
    const place = parsePlace(parseLivePair(map.get('place'))?.value)
    const isHeld = place !== null && people?.has(place.host) === true && !artifactMaps(scene).has(place.host)
    if (isHeld && !artifactMaps(scene).has(id)) continue
    const kept = fields.filter(([key]) => key !== 'walk' && key !== 'taken' && !(isHeld && WHERE.has(key)))
    // What neither the base nor code put anywhere was written after the base.
    const isThere = artifactMaps(scene).has(id) || kept.some(([key]) => key === 'place')
    if (isThere && kept.length > 0) things.set(id, kept)
  }
  return things
}

const mapsOf = (maps: ReadonlyMap<ArtifactId, Fields>): Y.Map<unknown> =>
  new Y.Map([...maps].map(([id, fields]) => [id, mapOf(fields)]))
