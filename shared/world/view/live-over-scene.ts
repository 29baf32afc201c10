// One artifact, live over scene: which live values count says live-document.ts.
import type * as Y from 'yjs'
import { isSameJson } from '../../json/json-value.ts'
import { entryOf } from '../../yjs/entry-id.ts'
import {
  DEFAULT_PROPERTIES,
  PROPERTY,
  PROPERTY_KEYS,
  parseFlag,
  parseGroup,
  type Artifact,
  type Field,
  type Properties,
} from '../artifact.ts'
import type { ArtifactId } from '../address.ts'
import { PERSON_SIZE, PERSON_SPEED, type Avatar } from '../avatar.ts'
import { isGone, liveValueOver } from '../live/live-document.ts'
import {
  COLOR,
  type Colors,
  DEFAULT_COLORS,
  DEFAULT_LOOK,
  LOOK,
  LOOK_KEYS,
  type Look,
  type Parse,
  parseName,
} from '../look.ts'
import { parsePlace, samePlace, type Place } from '../place.ts'
import { mapIn } from '../scene/scene.ts'
import { parseWalk, sameWalk, type Walk } from '../walk.ts'

/** All of an artifact but where it is shown, which depends on others. */
export type ArtifactValues = Omit<Artifact, 'host'>

/** Where an artifact is written: its map in the scene, its map in live. */
interface ArtifactMaps {
  readonly scene: Y.Map<unknown> | null
  readonly live: Y.Map<unknown> | null
}

const NONE: ReadonlySet<Field> = new Set()
const PERSON: Properties = Object.freeze({
  ...DEFAULT_PROPERTIES,
  passable: true,
  pushable: false,
  pickable: false,
  takeable: false,
  locked: true,
  speed: PERSON_SPEED,
})

/** Reads an artifact; null when there is none: nothing is written that counts, or it was carried away. */
export function readLiveOverScene(
  id: ArtifactId,
  { scene, live }: ArtifactMaps,
  isRoot: boolean,
): ArtifactValues | null {
  if (scene === null && live === null) return null
  if (!isRoot && isGone(live)) return null
  const { read, overridden } = live === null ? SCENE_ONLY : over(live)
  const look = mapIn(scene, 'look')
  const colors = mapIn(scene, 'colors')
  const place = isRoot ? null : read(scene, 'place', 'place', parsePlace, null)
  const merged: ArtifactValues = {
    id,
    name: read(scene, 'name', 'name', parseName, ''),
    place,
    walk: walkFrom(place, { scene, live }),
    look: {
      sprite: read(look, 'sprite', 'look.sprite', LOOK.sprite, DEFAULT_LOOK.sprite),
      width: read(look, 'width', 'look.width', LOOK.width, DEFAULT_LOOK.width),
      height: read(look, 'height', 'look.height', LOOK.height, DEFAULT_LOOK.height),
      order: read(look, 'order', 'look.order', LOOK.order, DEFAULT_LOOK.order),
      tint: read(look, 'tint', 'look.tint', LOOK.tint, DEFAULT_LOOK.tint),
      angle: read(look, 'angle', 'look.angle', LOOK.angle, DEFAULT_LOOK.angle),
      opacity: read(look, 'opacity', 'look.opacity', LOOK.opacity, DEFAULT_LOOK.opacity),
      scale: read(look, 'scale', 'look.scale', LOOK.scale, DEFAULT_LOOK.scale),
    },
    colors: {
      paper: read(colors, 'paper', 'colors.paper', COLOR.paper, null),
      ink: read(colors, 'ink', 'colors.ink', COLOR.ink, null),
      title: read(colors, 'title', 'colors.title', COLOR.title, null),
    },
    properties: readProperties(scene, read),
    pinned: read(scene, 'pinned', 'pinned', parseFlag, false),
    group: parseGroup(scene?.get('group')),
    live: overridden.size === 0 ? NONE : overridden,
    onlyLive: scene === null,
    avatar: null,
  }
  // Live may be ahead of the scene here: values over an entry that has not arrived make no artifact yet. A
  // thing that code makes has a name and a place of its own.
  const exists = scene !== null || overridden.has('name') || overridden.has('place')
  return exists ? merged : null
}

/**
 * A person who is here, as a thing: they are in nobody's way, and nobody pushes them or picks them up. A
 * person who is away stands nowhere.
 */
export function artifactOfAvatar(
  id: ArtifactId,
  avatar: Avatar,
  body: ArtifactValues | null,
): ArtifactValues {
  const { name, look, place, walk, isAway } = avatar
  return {
    id,
    name,
    place: isAway ? null : { ...place, was: null },
    walk: isAway ? null : walk,
    look: { ...DEFAULT_LOOK, sprite: look.sprite, width: PERSON_SIZE, height: PERSON_SIZE },
    colors: body?.colors ?? DEFAULT_COLORS,
    properties: PERSON,
    pinned: false,
    group: null,
    live: NONE,
    onlyLive: body?.onlyLive ?? true,
    avatar,
  }
}

/** The artifact to show next: the old object where nothing changed, its old parts where those did not. */
export function reuseUnchanged(
  old: Artifact | undefined,
  next: ArtifactValues,
  host: Artifact['host'],
): Artifact {
  const look = reuse(next.look, old?.look, DEFAULT_LOOK, sameLook)
  const colors = reuse(next.colors, old?.colors, DEFAULT_COLORS, sameColors)
  const properties = reuse(next.properties, old?.properties, DEFAULT_PROPERTIES, sameProperties)
  if (
    old !== undefined &&
    old.name === next.name &&
    old.host === host &&
    old.look === look &&
    old.colors === colors &&
    old.properties === properties &&
    old.pinned === next.pinned &&
    old.group === next.group &&
    old.onlyLive === next.onlyLive &&
    samePlace(old.place, next.place) &&
    sameWalk(old.walk, next.walk) &&
    sameFields(old.live, next.live) &&
    isSameJson(old.avatar, next.avatar)
  ) {
    return old
  }
  return { ...next, host, look, colors, properties }
}

/** Reads one value: `key` of `map` in the scene, `field` in live. */
type ReadField = <T, Default>(
  map: Y.Map<unknown> | null,
  key: string,
  field: Field,
  parse: Parse<T>,
  fallback: Default,
) => T | Default

const readScene: ReadField = (map, key, _field, parse, fallback) => parse(map?.get(key)) ?? fallback

/** A way to read, and the fields that it found live so far. */
interface FieldReader {
  readonly read: ReadField
  readonly overridden: ReadonlySet<Field>
}

const SCENE_ONLY: FieldReader = { read: readScene, overridden: NONE }

/** Reads live over scene. A malformed live value does not count. */
function over(live: Y.Map<unknown>): FieldReader {
  const overridden = new Set<Field>()
  const read: ReadField = (map, key, field, parse, fallback) => {
    const value = liveValueOver(live.get(field), entryOf(map, key), parse)
    if (value === undefined) return readScene(map, key, field, parse, fallback)
    overridden.add(field)
    return value ?? fallback
  }
  return { read, overridden }
}

function readProperties(scene: Y.Map<unknown> | null, read: ReadField): Properties {
  const usual = DEFAULT_PROPERTIES
  return {
    passable: read(scene, 'passable', 'passable', PROPERTY.passable, usual.passable),
    pushable: read(scene, 'pushable', 'pushable', PROPERTY.pushable, usual.pushable),
    pickable: read(scene, 'pickable', 'pickable', PROPERTY.pickable, usual.pickable),
    takeable: read(scene, 'takeable', 'takeable', PROPERTY.takeable, usual.takeable),
    locked: read(scene, 'locked', 'locked', PROPERTY.locked, usual.locked),
    speed: read(scene, 'speed', 'speed', PROPERTY.speed, usual.speed),
    power: read(scene, 'power', 'power', PROPERTY.power, usual.power),
    weight: read(scene, 'weight', 'weight', PROPERTY.weight, usual.weight),
    portal: read(scene, 'portal', 'portal', PROPERTY.portal, usual.portal),
  }
}

/** A walk stands over the scene's place: an edit of the place ends it. In limbo nothing walks. */
function walkFrom(place: Place | null, { scene, live }: ArtifactMaps): Walk | null {
  if (live === null || place === null || place.host === 'limbo') return null
  return liveValueOver(live.get('walk'), entryOf(scene, 'place'), parseWalk) ?? null
}

function reuse<T>(next: T, old: T | undefined, usual: T, same: (a: T, b: T) => boolean): T {
  if (old !== undefined && same(old, next)) return old
  return same(usual, next) ? usual : next
}

function sameLook(a: Look, b: Look): boolean {
  return LOOK_KEYS.every((key) => a[key] === b[key])
}

function sameColors(a: Colors, b: Colors): boolean {
  return a.paper === b.paper && a.ink === b.ink && a.title === b.title
}

function sameProperties(a: Properties, b: Properties): boolean {
  return PROPERTY_KEYS.every((key) => a[key] === b[key])
}

function sameFields(a: ReadonlySet<Field>, b: ReadonlySet<Field>): boolean {
  if (a.size !== b.size) return false
  for (const field of a) if (!b.has(field)) return false
  return true
}
