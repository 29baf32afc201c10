// Things as a text, to be carried over the clipboard: to another floor, another world, another browser, or through another
// program and back. A copy is everything that the scene has of a thing and of what is in it; what its code remembers is not.
import { z } from 'zod'
import { makeArtifactId, parseArtifactId, type ArtifactId, type RandomBytes } from './address.ts'
import { parseName } from './artifact.ts'
import {
  isFree,
  isKeepable,
  KEPT_DEPTH_MAX,
  thingOf,
  writtenOf,
  type ClipThing,
  type Kept,
} from './clip-thing.ts'
import { MAKING, type To } from './edit-places.ts'
import { refuse, write, type Edit, type Refused } from './edit.ts'
import { isField, parseField } from './fields.ts'
import { ARTIFACTS_MAX, CLIP_MAX, NAME_MAX, NESTING_MAX, TEXT_MAX } from './limits.ts'
import { checkTo, hostsFrom } from './nesting.ts'
import { pageOf } from './page.ts'
import { isCoordinate } from './place.ts'
import { artifactMap, artifactMaps, innerMap, sceneArtifact } from './scene.ts'
import type { View } from './view.ts'

/** What was copied: things, each after the one that it is in. */
export interface Clip {
  /** The title of the world it is from. */
  readonly from: string
  readonly things: readonly ClipThing[]
}

type Read = { readonly ok: true; readonly clip: Clip } | Refused

/** Collects things with all that is in them. Of what is in another of them, only that other. */
export function clipOf(view: View, ids: Iterable<ArtifactId>): Read {
  const chosen = new Set(ids)
  const things: ClipThing[] = []
  let length = 0
  const next = topmost(view, chosen).map((id): { id: ArtifactId; at?: number } => ({ id }))
  for (let one = next.shift(); one !== undefined; one = next.shift()) {
    const { id, at } = one
    const artifact = view.artifact(id)
    if (artifact === null) continue
    const thing = thingOf(artifact, sceneArtifact(view.scene, id), pageOf(view, id) ?? '')
    const inside = view.on(id).map((inner) => ({ id: inner, at: things.length }))
    things.push(at === undefined ? thing : { ...thing, in: at })
    length += JSON.stringify(thing).length
    if (length > CLIP_MAX) return refuse('text', 'That is too much to copy at once. Copy it in parts.')
    next.push(...inside)
  }
  if (things.length === 0) return refuse('missing', 'Select something to copy first.')
  return { ok: true, clip: { from: view.title, things } }
}

/** Those that stand in none of the others; the world itself is no thing to copy. */
function topmost(view: View, ids: ReadonlySet<ArtifactId>): ArtifactId[] {
  return [...ids].filter((id) => {
    const host = view.artifact(id)?.host ?? null
    if (host === null) return false
    for (const outer of hostsFrom(view, host)) if (ids.has(outer)) return false
    return true
  })
}

/** What a clip is called: "lamp, chest and 3 more". */
export function namesIn({ things }: Clip): string {
  const names = things
    .filter((thing) => thing.in === undefined)
    .map(({ name }) => name.replace(/\s+/gu, ' ').trim() || 'a thing without a name')
  const [some, more] = [names.slice(0, NAMED_MAX), names.length - NAMED_MAX]
  return more > 0 ? `${some.join(', ')} and ${more} more` : some.join(', ')
}

/** Things that are called by their names. */
const NAMED_MAX = 5
const HEAD = 'Inkland things'
const VERSION = 1

/** A clip as a text that says what it is, one thing to a line. */
export function clipText(clip: Clip): string {
  const { from, things } = clip
  const head = JSON.stringify({ inkland: 'things', version: VERSION, from }).slice(0, -1)
  const lines = things.map((thing) => JSON.stringify(briefly(thing))).join(',\n')
  return `${HEAD}: ${namesIn(clip)}. Paste them on the floor of a world.\n${head},"things":[\n${lines}\n]}\n`
}

/** Without what is empty: people read it, too. */
function briefly(thing: ClipThing): object {
  const isSaid = (value: unknown): boolean =>
    value !== '' && (typeof value !== 'object' || value === null || Object.keys(value).length > 0)
  return Object.fromEntries(Object.entries(thing).filter(([, value]) => isSaid(value)))
}

/** Whether a text says of itself that it is a clip. */
export const isClipText = (text: string): boolean => text.slice(0, 200).trimStart().startsWith(HEAD)

/** Reads a text from the clipboard, which is anybody's. */
export function parseClip(text: string): Read {
  const damaged = refuse(
    'value',
    'Those things cannot be read: their text was changed on the way. Copy them again.',
  )
  if (!isClipText(text)) return damaged
  // Characters of three bytes, at most, and what JSON adds.
  if (text.length > 2 * CLIP_MAX) return refuse('text', 'That is too much to paste at once.')
  const raw = jsonIn(text.slice(text.indexOf('{')))
  const head = HEADED.safeParse(raw)
  if (!head.success) return damaged
  if (head.data.version > VERSION) {
    return refuse(
      'value',
      'Those things were copied by a newer Inkland, which says more of them than this one reads.',
    )
  }
  if (head.data.things.length > ARTIFACTS_MAX) return tooMany(head.data.things.length, 0)
  const read = CLIP.safeParse(raw)
  if (!read.success) return damaged
  const { from, things } = read.data
  return things.every((thing, at) => thing.in === undefined || thing.in < at)
    ? { ok: true, clip: { from, things } }
    : damaged
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Most keys of one thing that are not known here, of its settings, and so on. */
const KEYS_MAX = 200

const few = (keys: object): boolean => Object.keys(keys).length <= KEYS_MAX
const plain = z
  .unknown()
  .refine((value) => isKeepable(value))
  .transform((value) => (isKeepable(value) ? value : null))
const plains = z.record(z.string(), plain).refine(few).default({})
const coordinate = z.custom<number>(isCoordinate)

/** Counts down, so that what nests without end is no way to fill the stack. */
function keptTo(depth: number): z.ZodType<Kept> {
  const text = z.tuple([z.literal('text'), z.string().max(TEXT_MAX)])
  const leaf = z.tuple([z.literal('plain'), plain])
  if (depth === 0) return z.union([leaf, text])
  const inner = z.lazy(() => keptTo(depth - 1))
  return z.union([
    leaf,
    text,
    z.tuple([z.literal('map'), z.record(z.string(), inner).refine(few)]),
    z.tuple([z.literal('list'), z.array(inner)]),
  ])
}

const THING = z.object({
  id: z.string().refine((id) => parseArtifactId(id) !== null),
  in: z.int().min(0).optional(),
  name: z.string().max(NAME_MAX).default(''),
  x: coordinate,
  y: coordinate,
  facing: z.enum(['up', 'down', 'left', 'right']).catch('down'),
  text: z.string().max(TEXT_MAX).default(''),
  look: plains,
  colors: plains,
  settings: plains,
  properties: plains,
  more: z.record(z.string(), keptTo(KEPT_DEPTH_MAX)).refine(few).default({}),
})

const HEADED = z.object({
  inkland: z.literal('things'),
  version: z.int().min(1),
  things: z.array(z.unknown()).min(1),
})
const CLIP = z.object({ from: z.string().catch(''), things: z.array(THING) })

export type Pasted = { readonly ok: true; readonly ids: readonly ArtifactId[] } | Refused

/**
 * Makes the things of a clip on a floor, with new ids. The top left of all that was copied together comes to `to`. As with
 * `createArtifact` they are made in limbo, and then put on their floor as one edit.
 */
export function pasteClip(edit: Edit, { things }: Clip, to: To, random: RandomBytes): Pasted {
  const { view } = edit
  if (view.size + things.length > ARTIFACTS_MAX) return tooMany(things.length, view.size)
  const refused = checkTo(view, to, heightIn(things))
  if (refused !== null) return refused
  const tops = things.filter((thing) => thing.in === undefined)
  const left = Math.round(to.x) - Math.min(...tops.map(({ x }) => x))
  const top = Math.round(to.y) - Math.min(...tops.map(({ y }) => y))
  const made = things.map((thing) => ({ thing, id: makeArtifactId(random) }))
  const ids = new Map(made.map(({ thing, id }) => [thing.id, id]))
  const spots = new Map<ArtifactId, object>()
  for (const { thing, id } of made) {
    if (thing.in !== undefined) continue
    const spot = { host: to.host, x: thing.x + left, y: thing.y + top, facing: thing.facing }
    if (!isCoordinate(spot.x) || !isCoordinate(spot.y)) {
      return refuse('place', 'That is too far out to put anything.')
    }
    spots.set(id, spot)
  }
  view.scene.transact(() => {
    for (const { thing, id } of made) {
      const spot = spots.get(id)
      const place = spot
        ? { ...spot, host: 'limbo', was: spot }
        : { host: made[thing.in ?? 0]?.id, x: thing.x, y: thing.y, facing: thing.facing }
      makeThing(edit, id, thing, place, ids)
    }
  }, MAKING)
  write(edit, () => {
    for (const [id, spot] of spots) sceneArtifact(view.scene, id)?.set('place', spot)
  })
  return { ok: true, ids: [...spots.keys()] }
}

function tooMany(count: number, here: number): Refused {
  const have = here === 0 ? '' : ` It has ${here.toLocaleString('en-GB')},`
  return refuse(
    'count',
    `A world holds at most ${ARTIFACTS_MAX.toLocaleString('en-GB')} things.${have}${have && ' so'} ${count.toLocaleString('en-GB')} more do not fit.`,
  )
}

/** How many things high the highest pile is. */
function heightIn(things: readonly ClipThing[]): number {
  const heights: number[] = []
  for (const { in: at } of things) heights.push(1 + (at === undefined ? 0 : (heights[at] ?? NESTING_MAX)))
  return heights.reduce((highest, height) => Math.max(highest, height), 0)
}

function makeThing(
  { view }: Edit,
  id: ArtifactId,
  thing: ClipThing,
  place: object,
  ids: ReadonlyMap<string, ArtifactId>,
): void {
  const text = relinked(thing.text.toWellFormed(), ids)
  const properties = Object.entries(thing.properties).filter(
    ([key, value]) => isField(key) && key !== 'place' && key !== 'name' && parseField(key, value) !== null,
  )
  const name = parseName(thing.name) ?? ''
  const map = artifactMap([['name', name], ['place', place], ...properties], text, Object.entries(thing.look))
  artifactMaps(view.scene).set(id, map)
  for (const [key, value] of Object.entries(thing.colors)) innerMap(map, 'colors').set(key, value)
  for (const [key, value] of Object.entries(thing.settings)) innerMap(map, 'settings').set(key, value)
  for (const [key, kept] of Object.entries(thing.more)) if (isFree(key)) map.set(key, writtenOf(kept))
}

/** Where a link of Markdown leads to a thing: `[chest](#ID)`, `[chest]: #ID`. */
const WAY = /(\]\(\s*<?|\]:\s*<?)#([A-Za-z0-9_-]{1,64})(?=[\s)>]|$)/g

/** Ways between the things of a clip lead to the new ones; others stay as they are. */
function relinked(text: string, ids: ReadonlyMap<string, ArtifactId>): string {
  return text.replace(WAY, (way: string, before: string, id: string) => {
    const next = ids.get(id)
    return next === undefined ? way : `${before}#${next}`
  })
}
