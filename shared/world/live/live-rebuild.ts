// The live document of a world that comes in a file. Anybody can write a file, so it is read as a stranger's.
// It is built anew from the values of things, and from the memory of their programs, by the rules for
// programs. People, their words and the outcomes of their actions are left out: a file that brought them
// would let people of this node say and do what they never did.
import * as Y from 'yjs'
import { entryOf } from '../../yjs/entry-id.ts'
import { readMemory } from './program-memory.ts'
import type { ArtifactId } from '../address.ts'
import { parseAvatar } from '../avatar.ts'
import { isField, parseField } from '../scene/scene-fields.ts'
import { countingPageValues, countingFields, mapsIn } from './live-generation.ts'
import { ARTIFACTS_MAX, BEAT_MS, KEY_MAX, TIMERS_MAX } from '../limits.ts'
import { isGone, liveArtifacts, liveAvatars, liveTextIn, nowMap, parseLivePair } from './live-document.ts'
import type { MadeThing } from './live-field-writer.ts'
import { createLiveWriter, type LiveWriter } from './live-writer.ts'
import { heldOf, liveMetaOf, memoryOf, sectionOf, timersOf } from './live-state.ts'
import { parseLivePageValue } from './live-page-values.ts'
import { parsePlace, type Host, type Place } from '../place.ts'
import { artifactMaps, mapIn, sceneArtifact } from '../scene/scene.ts'
import { settingsInLive } from './setting-values.ts'
import { parseWalk } from '../walk.ts'

/** A scene, and the live document that comes with it. */
interface Given {
  readonly scene: Y.Doc
  readonly live: Y.Doc
}

/** Things that exist only in live, by their maps in the file. */
type OnlyLive = Map<ArtifactId, Y.Map<unknown>>

/**
 * The part of a live document that counts here, as an update that `client` wrote; null when that is nothing.
 * The world was not played later than `now`, in ms since 1970.
 */
export function rebuildLive(given: Given, client: number, now: number): Uint8Array | null {
  if (nowMap(given.live) === null) return null
  const live = new Y.Doc()
  live.clientID = client
  const writer = createLiveWriter(given.scene, live)
  live.transact(() => {
    writer.begin()
    const made = onlyLiveIn(given)
    const floorOf = floorsIn(given, made)
    for (const [id, map] of made) {
      const thing = readMade(given, id, map, floorOf)
      if (thing === null || !writer.make(id, thing)) made.delete(id)
    }
    for (const [id, map] of mapsIn(liveArtifacts(given.live))) takeValues(given, id, map, floorOf, writer)
    for (const id of programsIn(given, made)) takeProgram(given, id, writer)
    takeHold(given, made, now, writer)
  })
  const update = Y.encodeStateAsUpdate(live)
  live.destroy()
  return update
}

/**
 * No more than a world holds. A link to a thing of another node, lent to somebody who does not come along,
 * does not count.
 */
function onlyLiveIn({ scene, live }: Given): OnlyLive {
  const made: OnlyLive = new Map()
  const written = artifactMaps(scene)
  // Yjs counts a map by going through it.
  const room = ARTIFACTS_MAX - written.size
  for (const [id, map] of mapsIn(liveArtifacts(live))) {
    if (made.size >= room) break
    if (entryOf(written, id) === null && !isGone(map) && !map.has('link')) made.set(id, map)
  }
  return made
}

const isThing = ({ scene, live }: Given, made: OnlyLive, id: ArtifactId): boolean =>
  made.has(id) || (sceneArtifact(scene, id) !== null && !isGone(mapIn(liveArtifacts(live), id)))

/**
 * Where a thing is, by the places of the file: things that somebody held are put down where they stood. Null:
 * that place does not exist here, such as the hand of somebody who may come in later.
 */
function floorsIn(given: Given, made: OnlyLive): (place: Place) => Place | null {
  const avatars = liveAvatars(given.live)
  const isFloor = (host: Host): boolean => host === 'limbo' || isThing(given, made, host)
  return (place) => {
    if (isFloor(place.host)) return place
    const stood = parseAvatar(mapIn(avatars, place.host))?.place
    return stood !== undefined && isFloor(stood.host) ? { ...stood, was: null } : null
  }
}

/** A thing that exists only in live; null when it is malformed. */
function readMade(
  { scene, live }: Given,
  id: ArtifactId,
  map: Y.Map<unknown>,
  floorOf: (place: Place) => Place | null,
): MadeThing | null {
  const values: Record<string, unknown> = {}
  for (const [field, raw] of countingFields(map, { scene, live, id })) {
    const value = parseLivePair(raw)?.value
    if (isField(field)) values[field] = parseField(field, value) ?? undefined
    else if (field === 'walk') values[field] = parseWalk(value)
  }
  const name = parseField('name', values['name'])
  const stands = parseField('place', values['place'])
  if (name === null || stands === null) return null
  const floor = floorOf(stands)
  const isWhereItWas = floor === stands
  return {
    ...values,
    name,
    place: floor ?? { ...stands, host: 'limbo', was: null },
    text: liveTextIn(map) ?? '',
    walk: isWhereItWas ? parseWalk(values['walk']) : null,
    settings: settingsInLive(map),
    ...(parseLivePair(map.get('brought'))?.value === true && { brought: true }),
  }
}

/** The values over the scene. */
function takeValues(
  { scene, live }: Given,
  id: ArtifactId,
  map: Y.Map<unknown>,
  floorOf: (place: Place) => Place | null,
  writer: LiveWriter,
): void {
  if (sceneArtifact(scene, id) === null) return
  if (isGone(map)) return writer.gone(id)
  const counting = new Map(countingFields(map, { scene, live, id }))
  const stands = parsePlace(parseLivePair(counting.get('place'))?.value)
  const floor = stands && floorOf(stands)
  for (const [field, raw] of counting) {
    const value = parseLivePair(raw)?.value ?? null
    if (field === 'place') {
      if (floor !== null) writer.setField(id, field, floor)
    } else if (isField(field)) writer.setField(id, field, parseField(field, value))
    // A leg is of the floor that it began on.
    else if (field === 'walk' && floor === stands) writer.setField(id, field, parseWalk(value))
  }
}

/** The things whose programs have stored something. */
function programsIn(given: Given, made: OnlyLive): ReadonlySet<ArtifactId> {
  const ids = new Set<ArtifactId>()
  for (const section of ['memory', 'timers', 'anchors'] as const) {
    for (const [id] of mapsIn(sectionOf(given.live, section))) if (isThing(given, made, id)) ids.add(id)
  }
  return ids
}

/** A program's memory, as far as a program could have stored it. */
function takeProgram({ scene, live }: Given, id: ArtifactId, writer: LiveWriter): void {
  const memory = readMemory(Object.entries(memoryOf(live, id))) ?? {}
  for (const [key, value] of Object.entries(memory)) writer.remember(id, key, value)
  const timers = [...timersOf(live, id)].filter(
    ([key, { everyMs }]) => key.length <= KEY_MAX && (everyMs === null || everyMs >= BEAT_MS),
  )
  for (const [key, timer] of timers.slice(0, TIMERS_MAX)) writer.setTimer(id, key, timer)
  const shown = new Map<string, string>()
  const anchors = mapIn(sectionOf(live, 'anchors'), id)
  for (const [name, raw] of anchors === null ? [] : countingPageValues(anchors, { scene, live, id })) {
    const anchor = parseLivePageValue(raw)
    if (anchor !== null) shown.set(name, anchor.value)
  }
  writer.setPageValues(id, shown)
}

/** A paused world comes paused, with walking things held where they were. */
function takeHold(given: Given, made: OnlyLive, now: number, writer: LiveWriter): void {
  const { state, seen } = liveMetaOf(given.live)
  writer.setMeta({ state, ...(seen !== undefined && { seen: Math.min(seen, now) }) })
  if (state !== 'paused') return
  for (const [id, walk] of heldOf(given.live)) if (isThing(given, made, id)) writer.setHeld(id, walk)
}
