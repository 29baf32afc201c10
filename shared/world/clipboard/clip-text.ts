// Things as a text, which goes onto the clipboard, perhaps through another program, and back. Its first line
// says what it is, and it is read as a stranger's.
import * as z from 'zod/mini'
import { catch as otherwise } from 'zod/mini'
import { parseArtifactId } from '../address.ts'
import { tooMany, type Clip, type ClipResult } from './clip.ts'
import { isKeepable, KEPT_DEPTH_MAX, type ClipThing, type UnknownValue } from './clip-thing.ts'
import { refuseEdit } from '../edits/scene-edit.ts'
import { ARTIFACTS_MAX, CLIP_MAX, NAME_MAX, TEXT_MAX } from '../limits.ts'
import { isCoordinate } from '../place.ts'
import { nameInWords } from '../artifact.ts'

/** The name of a clip: "lamp, chest and 3 more". */
export function namesIn({ things }: Clip): string {
  const names = things
    .filter((thing) => thing.in === undefined)
    .map(({ name }) => nameInWords(name.replace(/\s+/gu, ' ').trim()))
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
export function parseClip(text: string): ClipResult {
  const damaged = refuseEdit(
    'value',
    'The copied things cannot be read because their text was changed. Copy them again.',
  )
  if (!isClipText(text)) return damaged
  // Characters of three bytes, at most, and the overhead of JSON.
  if (text.length > 2 * CLIP_MAX) return refuseEdit('text', 'That is too much to paste at once.')
  const raw = jsonIn(text.slice(text.indexOf('{')))
  const head = HEADED.safeParse(raw)
  if (!head.success) return damaged
  if (head.data.version > VERSION) {
    return refuseEdit('value', 'Those things were copied from a newer Inkland that this one cannot read.')
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
const plain = z.pipe(
  z.unknown().check(z.refine((value) => isKeepable(value))),
  z.transform((value: unknown) => (isKeepable(value) ? value : null)),
)
const plains = z._default(z.record(z.string(), plain).check(z.refine(few)), {})
const whole = (least: number) => z.int().check(z.minimum(least))
const textUpTo = (most: number) => z.string().check(z.maxLength(most))
const coordinate = z.custom<number>(isCoordinate)

/** Counts down, so that endless nesting cannot overflow the stack. */
function unknownValueSchema(depth: number): z.ZodMiniType<UnknownValue> {
  const text = z.tuple([z.literal('text'), textUpTo(TEXT_MAX)])
  const leaf = z.tuple([z.literal('plain'), plain])
  if (depth === 0) return z.union([leaf, text])
  const inner = unknownValueSchema(depth - 1)
  return z.union([
    leaf,
    text,
    z.tuple([z.literal('map'), z.record(z.string(), inner).check(z.refine(few))]),
    z.tuple([z.literal('list'), z.array(inner)]),
  ])
}

const THING = z.object({
  id: z.string().check(z.refine((id) => parseArtifactId(id) !== null)),
  in: z.optional(whole(0)),
  name: z._default(textUpTo(NAME_MAX), ''),
  x: coordinate,
  y: coordinate,
  facing: otherwise(z.enum(['up', 'down', 'left', 'right']), 'down'),
  text: z._default(textUpTo(TEXT_MAX), ''),
  look: plains,
  colors: plains,
  settings: plains,
  properties: plains,
  more: z._default(z.record(z.string(), unknownValueSchema(KEPT_DEPTH_MAX)).check(z.refine(few)), {}),
})

const HEADED = z.object({
  inkland: z.literal('things'),
  version: whole(1),
  things: z.array(z.unknown()).check(z.minLength(1)),
})
const CLIP = z.object({ from: otherwise(z.string(), ''), things: z.array(THING) })
