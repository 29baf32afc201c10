// The cargo from one world to another: a person with all they hold, or a thing with its inside, as plain
// values. Each thing keeps its name, look, place in its host, page, settings, and the memory of its code; its
// code starts anew where it arrives.
import type { AccountName, Address, ArtifactId } from '../../world/address.ts'
import { pageValuesOf, memoryOf } from '../../world/live/live-state.ts'
import type { Artifact } from '../../world/artifact.ts'
import type { Avatar, Visit } from '../../world/avatar.ts'
import type { SettingValues } from '../../world/live/setting-values.ts'
import { pageValuesIn } from '../../world/page-values.ts'
import { broughtFromOf } from '../../world/live/brought-from.ts'
import { isCodeHeld } from '../../behavior/held-code.ts'
import { linkOf } from '../../world/live/live-document.ts'
import type { MadeThing } from '../../world/live/live-field-writer.ts'
import { drawnOtherwise } from '../../world/look.ts'
import type { Facing, Spot } from '../../world/place.ts'
import { sceneArtifact } from '../../world/scene/scene.ts'
import {
  bringerOf,
  isBrought,
  takenFromOf,
  visitorOf,
  type ProgramVisitor,
} from '../../world/live/taken-from.ts'
import type { View } from '../../world/view/world-view.ts'
import type * as Y from 'yjs'
import { GONE, ROOT } from '../acts/floor-placement.ts'
import type { CrossingDestination } from '../acts/act-context.ts'
import { pushVisit } from '../acts/visit-stack.ts'
import { spotAt } from '../walking/walk-geometry.ts'

/**
 * Most things that go along, insides counted, and most characters of their pages and memory: one crossing is
 * one write.
 */
export const CARGO_MAX = 200
const CARGO_CHARACTERS_MAX = 4_000_000

const HELD =
  'It has code that came with files and sleeps. It stays in this world until somebody who may edit lets the code run.'

export interface Carried {
  readonly id: ArtifactId
  /** Its host, or the body that holds it; null for a thing on the floor of the destination. */
  readonly host: ArtifactId | null
  readonly x: number
  readonly y: number
  readonly facing: Facing
  readonly made: Omit<MadeThing, 'place' | 'walk' | 'brought' | 'settings'> & { readonly text: string }
  readonly settings: SettingValues
  readonly memory: Readonly<Record<string, unknown>>
  /** The values that code wrote to the anchors of its page. */
  readonly anchors: Readonly<Record<string, string>>
  /** Where it was taken that somebody holds. */
  readonly taken?: Spot
  /** The body of the person with whom it came. */
  readonly bringer?: ArtifactId
  /** With whose programs its program counts there. */
  readonly visitor?: ProgramVisitor
}

export interface Cargo {
  /** The person who goes; null for a thing that goes by itself. */
  readonly person: { readonly body: ArtifactId; readonly avatar: Avatar } | null
  /** Hosts before what is in them. */
  readonly things: readonly Carried[]
}

/** A held thing that is elsewhere: `id` is its id there; for a lent one, its owner, and since when. */
export interface HeldLink {
  readonly id: string
  readonly of?: AccountName | undefined
  readonly since?: number | undefined
  readonly name: string
  readonly sprite: string
  readonly width: number
  readonly height: number
}

/**
 * Where the way leads: by one's own step, because one came into another world in another tab, or by way of
 * another node.
 */
export type CrossingRoute =
  | CrossingDestination
  | { readonly type: 'visit' }
  /** Home, where one waits as long as one is in a world of another node. */
  | { readonly type: 'out'; readonly isBack: boolean }
  /** The owner of its world calls it back: also out of limbo. */
  | { readonly type: 'recall' }
  /** From such a world, which is remembered as the place that one left. */
  | { readonly type: 'in'; readonly from: Visit }

export interface CargoSource {
  readonly view: View
  readonly live: Y.Doc
  /** Where this world is. */
  readonly world: Address | null
  readonly text: (id: ArtifactId) => string | null
  readonly avatar: (id: ArtifactId) => Avatar | null
}

/** Everything that goes along with `id`, as it is at a time; or why it cannot go. */
export function packCargo(
  from: CargoSource,
  id: ArtifactId,
  way: CrossingRoute,
  at: number,
): Cargo | { readonly why: string } {
  const { view } = from
  const avatar = from.avatar(id)
  const thing = view.artifact(id)
  if (avatar === null && (thing === null || (thing.host === 'limbo' && way.type !== 'recall')))
    return { why: GONE }
  if (id === view.root) return { why: ROOT }
  const things = avatar === null ? inside(from, [id]) : inside(from, held(from, id))
  if (things.length > CARGO_MAX) {
    return {
      why: `That is too much to carry. At most ${CARGO_MAX} things can come along, including everything inside them.`,
    }
  }
  // A thing that arrives elsewhere did not come with files any more: its code would run there.
  if (things.some((each) => isCodeHeld(view.scene, each.id))) return { why: HELD }
  const all = things.map((each) => {
    const visitor = visitorOf(view.scene, from.live, each.id)
    const packed = packThing(from, each, each.id === id ? null : each.host, at)
    return visitor === null ? packed : { ...packed, visitor }
  })
  const carried = avatar === null ? all : withOwners(from, id, all)
  if (carried.reduce((sum, each) => sum + charactersOf(each), 0) > CARGO_CHARACTERS_MAX) {
    return { why: 'That is too much to carry: too much is written on it.' }
  }
  const person = avatar && { body: id, avatar: leaving(from, avatar, way, at) }
  return { person, things: carried }
}

/**
 * A person's held things. In their home, things that cannot be picked up belong to the room that their body
 * is.
 */
function held({ view }: CargoSource, body: ArtifactId): readonly ArtifactId[] {
  const isHome = sceneArtifact(view.scene, body) !== null
  return view.on(body).filter((id) => !isHome || view.artifact(id)?.properties.pickable === true)
}

/** Things and all that is in them, without the people there. Stops where it is too much anyway. */
function inside({ view }: CargoSource, ids: readonly ArtifactId[]): readonly Artifact[] {
  const found: Artifact[] = []
  const waiting = [...ids]
  for (let id = waiting.shift(); id !== undefined && found.length <= CARGO_MAX; id = waiting.shift()) {
    const thing = view.artifact(id)
    if (thing === null || thing.avatar !== null) continue
    found.push(thing)
    waiting.push(...view.on(id))
  }
  return found
}

export function packThing(
  { view, live, text }: CargoSource,
  thing: Artifact,
  host: Artifact['host'],
  at: number,
): Carried {
  const { id, name, look, colors, properties, pinned, place, walk } = thing
  const page = text(id) ?? ''
  const link = linkOf(live, id)
  const came = broughtFromOf(view.scene, live, id)
  const { x, y } = spotAt({ x: place?.x ?? 0, y: place?.y ?? 0, walk }, at)
  const named = new Set(pageValuesIn(page).map((anchor) => anchor.name))
  const anchors = [...pageValuesOf(live, id)].filter(([anchor]) => named.has(anchor))
  return {
    id,
    host: host === 'limbo' ? null : host,
    x: Math.round(x),
    y: Math.round(y),
    facing: place?.facing ?? 'down',
    made: {
      name,
      text: page,
      'look.sprite': look.sprite,
      'look.width': look.width,
      'look.height': look.height,
      'look.order': look.order,
      // A node that does not know these words yet reads the thing all the same.
      ...drawnOtherwise(look),
      ...(colors.paper !== null && { 'colors.paper': colors.paper }),
      ...(colors.ink !== null && { 'colors.ink': colors.ink }),
      ...(colors.title !== null && { 'colors.title': colors.title }),
      passable: properties.passable,
      pushable: properties.pushable,
      pickable: properties.pickable,
      ...(properties.takeable && { takeable: true }),
      locked: properties.locked,
      speed: properties.speed,
      power: properties.power,
      weight: properties.weight,
      ...(properties.portal !== null && { portal: properties.portal }),
      pinned,
      ...(link !== null && { link }),
      ...(came !== null && { came }),
    },
    settings: view.settings(id),
    memory: memoryOf(live, id),
    anchors: Object.fromEntries(anchors.map(([anchor, { value }]) => [anchor, value])),
  }
}

/**
 * A person's held things, with where they took each and who brought it. For things from before this was
 * stored: nobody picked up here a thing that they brought.
 */
function withOwners(
  { view: { scene }, live }: CargoSource,
  body: ArtifactId,
  things: readonly Carried[],
): readonly Carried[] {
  const owners = new Map<ArtifactId, ArtifactId>()
  return things.map((thing) => {
    const { id, host } = thing
    const taken = host === body ? takenFromOf(live, id) : null
    const before =
      host === body ? (taken === null ? body : undefined) : host === null ? undefined : owners.get(host)
    const bringer = bringerOf(scene, live, id) ?? (isBrought(scene, live, id) ? before : undefined)
    if (bringer !== undefined) owners.set(id, bringer)
    return { ...thing, ...(taken !== null && { taken }), ...(bringer !== undefined && { bringer }) }
  })
}

/** The thing without the notes of who brought it and where they took it. */
export function nobodys(thing: Carried): Carried {
  const { id, host, x, y, facing, made, settings, memory, anchors, visitor } = thing
  const whose = visitor !== undefined && { visitor }
  return { id, host, x, y, facing, made, settings, memory, anchors, ...whose }
}

function charactersOf({ made, memory }: Carried): number {
  return made.text.length + JSON.stringify(memory).length
}

/** Somebody as they leave: they stand, and know where they came from. */
function leaving({ world }: CargoSource, avatar: Avatar, way: CrossingRoute, at: number): Avatar {
  const { place, walk } = avatar
  const { x, y } = spotAt({ ...place, walk }, at)
  const spot: Spot = { ...place, x: Math.round(x), y: Math.round(y) }
  const stands = { ...avatar, place: spot, walk: null, isAway: way.type === 'out', isKneeling: false }
  return { ...stands, visits: visitsAfter(avatar.visits, way, world && { world, spot }) }
}

function visitsAfter(visits: readonly Visit[], way: CrossingRoute, left: Visit | null): readonly Visit[] {
  switch (way.type) {
    case 'back':
      return visits.slice(0, -1)
    case 'home':
      return []
    case 'recall':
      return visits
    case 'portal':
    case 'visit':
      return left === null ? visits : pushVisit(visits, left)
    case 'out':
      if (way.isBack) return visits.slice(0, -1)
      return left === null ? visits : pushVisit(visits, left)
    case 'in':
      return pushVisit(visits, way.from)
  }
  return way satisfies never
}
