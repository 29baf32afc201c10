// The things of a world at this moment of the play: the merged view, and over it the changes since the last
// write. Programs see exactly this. A change that is made here is a pending write of live.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { PROPERTY, type Artifact, type Field } from '../../world/artifact.ts'
import { parseAvatar, type Avatar } from '../../world/avatar.ts'
import { createFloors } from '../../world/view/floor-lists.ts'
import { liveAvatars } from '../../world/live/live-document.ts'
import { artifactOfAvatar } from '../../world/view/live-over-scene.ts'
import type { MadeThing } from '../../world/live/live-field-writer.ts'
import { drawnOtherwise } from '../../world/look.ts'
import type { ProgramVisitor } from '../../world/live/taken-from.ts'
import type { Host, Place, Spot } from '../../world/place.ts'
import { mapIn, sceneArtifact } from '../../world/scene/scene.ts'
import { sameWalk } from '../../world/walk.ts'
import type { View } from '../../world/view/world-view.ts'
import type { PendingWrites } from './pending-writes.ts'

/** Told of every change: before is null for a new thing, after is null for a gone one. */
export type ThingFollower = (before: ThingData | null, after: ThingData | null) => void

export interface Things {
  readonly root: () => ArtifactId | null
  readonly get: (id: ArtifactId) => ThingData | null
  readonly all: () => Iterable<ThingData>
  readonly size: () => number
  /** The things on a floor, or in limbo, by id. */
  readonly on: (host: Host) => readonly ArtifactId[]
  /** True for a thing that code made: the scene does not have it. */
  readonly isOnlyLive: (id: ArtifactId) => boolean
  /** Code's text on a page that is only live, until the view has it. */
  readonly newText: (id: ArtifactId) => string | null
  readonly rewrite: (id: ArtifactId, text: string) => void
  /** The view has a page as it is now. */
  readonly settleText: (id: ArtifactId) => void
  /** The avatar with a thing as its body, here or away; null for all other things. */
  readonly avatar: (id: ArtifactId) => Avatar | null
  /** Everybody who is here or away, by the id of their body. */
  readonly avatars: () => Iterable<readonly [ArtifactId, Avatar]>
  /**
   * Somebody comes, or is another now; null: they leave the world. Then the body is a thing again, where it
   * belongs.
   */
  readonly setAvatar: (id: ArtifactId, avatar: Avatar | null) => void
  /** Changes a thing; returns its new state. Of an avatar only the place and the walk. */
  readonly change: (thing: ThingData, changes: Partial<ThingData>) => ThingData
  readonly make: (thing: ThingData, text: string, visitor: ProgramVisitor | null) => void
  /** Takes away what only exists in live. */
  readonly remove: (id: ArtifactId) => void
  /** Takes over from the view what others changed; all, if no ids are given. Tells what was another. */
  readonly refresh: (ids?: Iterable<ArtifactId>) => readonly Changed[]
  readonly follow: (follower: ThingFollower) => void
}

export interface Changed {
  readonly before: ThingData | null
  readonly after: ThingData | null
}

export function createThings(view: View, writes: PendingWrites): Things {
  const things = new Map<ArtifactId, ThingData>()
  const onlyLive = new Set<ArtifactId>()
  const texts = new Map<ArtifactId, string>()
  const avatars = new Map<ArtifactId, Avatar>()
  const floors = createFloors()
  const followers: ThingFollower[] = []

  function settle(before: ThingData | null, after: ThingData | null): void {
    const id = after?.id ?? before?.id
    if (id === undefined) return
    if (after === null) {
      things.delete(id)
      onlyLive.delete(id)
      texts.delete(id)
    } else things.set(id, after)
    const [from, to] = [before?.host ?? null, after?.host ?? null]
    if (from !== to) floors.move(id, from, to)
    for (const follower of followers) follower(before, after)
  }

  function fresh(id: ArtifactId): ThingData | null {
    readAvatar(id)
    const artifact = view.artifact(id)
    if (artifact === null) return null
    if (artifact.onlyLive) onlyLive.add(id)
    else onlyLive.delete(id)
    return thingOf(artifact)
  }

  function readAvatar(id: ArtifactId): void {
    const avatar = view.live === null ? null : parseAvatar(mapIn(liveAvatars(view.live), id))
    if (avatar === null) avatars.delete(id)
    else avatars.set(id, avatar)
  }

  function writeAvatar(id: ArtifactId, avatar: Avatar | null): void {
    if (avatar === null) avatars.delete(id)
    else avatars.set(id, avatar)
    writes.put(`avatar ${id}`, (writer) => writer.setAvatar(id, avatar))
  }

  /**
   * A thing whose avatar is another now, until the view has it. A body that somebody left stands nowhere so
   * long.
   */
  function embodied(id: ArtifactId, before: ThingData | null, avatar: Avatar | null): ThingData | null {
    const isWritten = sceneArtifact(view.scene, id) !== null
    if (avatar === null || avatar.isAway) {
      if (before === null || (avatar === null && !isWritten)) return null
      return { ...before, host: null, person: null, walk: null }
    }
    if (!isWritten) onlyLive.add(id)
    const { paper = null, ink = null, title = null } = before ?? {}
    return { ...personFrom(id, avatar), paper, ink, title }
  }

  return {
    root: () => view.root,
    get: (id) => things.get(id) ?? null,
    all: () => things.values(),
    size: () => things.size,
    on: floors.on,
    isOnlyLive: (id) => onlyLive.has(id),
    newText: (id) => texts.get(id) ?? null,
    rewrite(id, text) {
      texts.set(id, text)
      writes.put(`text ${id}`, (writer) => writer.setText(id, text))
    },
    settleText: (id) => texts.delete(id),
    avatar: (id) => avatars.get(id) ?? null,
    avatars: () => avatars,
    setAvatar(id, avatar) {
      const before = things.get(id) ?? null
      writeAvatar(id, avatar)
      const after = embodied(id, before, avatar)
      if (before !== null || after !== null) settle(before, after)
    },
    change(thing, changes) {
      const after = { ...thing, ...changes }
      const avatar = avatars.get(thing.id)
      if (avatar !== undefined && !avatar.isAway) {
        const place = spotOf(after) ?? avatar.place
        writeAvatar(thing.id, { ...avatar, place, walk: after.walk })
      } else for (const field of fieldsOf(changes)) write(writes, thing, after, field)
      settle(thing, after)
      return after
    },
    make(thing, text, visitor) {
      onlyLive.add(thing.id)
      texts.set(thing.id, text)
      const made = madeOf(thing, text, visitor)
      writes.put(`make ${thing.id}`, (writer) => writer.make(thing.id, made), Object.keys(made).length)
      settle(null, thing)
    },
    remove(id) {
      const before = things.get(id)
      if (before === undefined) return
      writes.put(`remove ${id}`, (writer) => writer.remove(id))
      settle(before, null)
    },
    refresh(ids) {
      const changed: Changed[] = []
      for (const id of ids ?? new Set([...things.keys(), ...idsOf(view)])) {
        const before = things.get(id) ?? null
        const after = fresh(id)
        if (before === after || (before !== null && after !== null && isSameThing(before, after))) continue
        settle(before, after)
        changed.push({ before, after })
      }
      return changed
    },
    follow: (follower) => followers.push(follower),
  }
}

function* idsOf(view: View): Iterable<ArtifactId> {
  for (const { id } of view.artifacts()) yield id
}

/** An avatar, as a thing. */
export function personFrom(id: ArtifactId, avatar: Avatar): ThingData {
  return thingOf({ ...artifactOfAvatar(id, avatar, null), host: avatar.place.host })
}

/** An artifact as programs see it. */
export function thingOf(artifact: Artifact): ThingData {
  const { id, name, host, place, look, colors, properties, walk, avatar } = artifact
  return {
    id,
    name,
    host,
    x: place?.x ?? 0,
    y: place?.y ?? 0,
    facing: place?.facing ?? 'down',
    sprite: look.sprite,
    width: look.width,
    height: look.height,
    tint: look.tint,
    angle: look.angle,
    opacity: look.opacity,
    scale: look.scale,
    ...colors,
    ...properties,
    person: avatar === null || avatar.isAway ? null : avatar.name,
    walk: host === 'limbo' ? null : walk,
  }
}

function isSameThing(a: ThingData, b: ThingData): boolean {
  for (const key of KEYS) if (a[key] !== b[key]) return false
  return a.person === b.person && sameWalk(a.walk, b.walk)
}

/** Which field of live has a key of a thing. */
const FIELD_OF = {
  name: 'name',
  host: 'place',
  x: 'place',
  y: 'place',
  facing: 'place',
  sprite: 'look.sprite',
  width: 'look.width',
  height: 'look.height',
  tint: 'look.tint',
  angle: 'look.angle',
  opacity: 'look.opacity',
  scale: 'look.scale',
  paper: 'colors.paper',
  ink: 'colors.ink',
  title: 'colors.title',
  passable: 'passable',
  pushable: 'pushable',
  pickable: 'pickable',
  takeable: 'takeable',
  locked: 'locked',
  speed: 'speed',
  power: 'power',
  weight: 'weight',
  portal: 'portal',
} as const satisfies Record<string, Field>

type FieldKey = keyof typeof FIELD_OF
/** The fields of a thing that play can write. */
type WrittenField = (typeof FIELD_OF)[FieldKey] | 'walk'
const KEYS = Object.keys(FIELD_OF) as readonly FieldKey[]

function fieldsOf(changes: Partial<ThingData>): ReadonlySet<WrittenField> {
  const fields = new Set<WrittenField>()
  for (const key of KEYS) if (key in changes) fields.add(FIELD_OF[key])
  // A walk is counted from its place, and a place ends the walk that was.
  if ('walk' in changes) fields.add('walk')
  return fields
}

/** Notes that one field of a thing is to be written. */
function write(writes: PendingWrites, before: ThingData, after: ThingData, field: WrittenField): void {
  const { id } = after
  if (field === 'walk') {
    const { walk } = after
    writes.put(`walk ${id}`, (writer) => writer.setField(id, 'walk', walk))
    return
  }
  if (field === 'place') {
    const place = placeOf(after, before)
    writes.put(`place ${id}`, (writer) => writer.setField(id, 'place', place))
    return
  }
  const values = { ...valuesOf(after), ...drawnValues(after) }
  writes.put(`${field} ${id}`, (writer) => writer.setField(id, field, values[field]))
}

/** The place of a thing as it is written; in limbo it keeps the spot where it was. */
function placeOf({ host, x, y, facing }: ThingData, before: ThingData | null): Place | null {
  if (host === null) return null
  return { host, x, y, facing, was: host === 'limbo' && before !== null ? spotOf(before) : null }
}

function spotOf({ host, x, y, facing }: ThingData): Spot | null {
  return host === null || host === 'limbo' ? null : { host, x, y, facing }
}

/** How its drawing alone is changed: of a thing that is made, what is as usual is not written. */
function drawnValues({ tint, angle, opacity, scale }: ThingData) {
  return { 'look.tint': tint, 'look.angle': angle, 'look.opacity': opacity, 'look.scale': scale }
}

/** A thing that code makes, as it is written. */
function madeOf(thing: ThingData, text: string, visitor: ProgramVisitor | null): MadeThing {
  const { name, host, x, y, facing, walk } = thing
  const place = { host: host ?? 'limbo', x, y, facing, was: null }
  const whose = visitor !== null && { visitor }
  return { ...valuesOf(thing), ...drawnOtherwise(thing), name, place, walk, text, ...whose }
}

/** The written fields of a thing, by name, without its place, its walk and `drawnValues`. */
function valuesOf(thing: ThingData) {
  return {
    name: thing.name,
    'look.sprite': thing.sprite,
    'look.width': thing.width,
    'look.height': thing.height,
    'colors.paper': thing.paper,
    'colors.ink': thing.ink,
    'colors.title': thing.title,
    passable: thing.passable,
    pushable: thing.pushable,
    pickable: thing.pickable,
    takeable: thing.takeable,
    locked: thing.locked,
    speed: thing.speed,
    power: thing.power,
    weight: thing.weight,
    portal: PROPERTY.portal(thing.portal),
  }
}
