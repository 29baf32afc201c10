// Copying, cutting, pasting and duplicating things: each is one step of undo, and reports its result.
import { makeArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { clipOf, type Clip } from '../../../shared/world/clipboard/clip.ts'
import { pasteClip } from '../../../shared/world/clipboard/clip-paste.ts'
import { clipText, isClipText, namesIn, parseClip } from '../../../shared/world/clipboard/clip-text.ts'
import { sendManyToLimbo } from '../../../shared/world/edits/batch-edits.ts'
import { createArtifact, type To } from '../../../shared/world/edits/place-edits.ts'
import { firstLine } from '../../../shared/world/first-line.ts'
import { FLOOR_WIDTH, NAME_MAX } from '../../../shared/world/limits.ts'
import { notify } from '../../notices/notices.ts'
import { editWithNotice } from '../context/act.ts'
import type { Size } from '../geometry/free-spot.ts'
import type { World } from '../context/use-world.ts'

type CopiedIds = Iterable<ArtifactId>

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))

/** A copy stands so far from its original, in pixels: a step of the grid. */
const ASIDE = 32

/** Things as a text for the clipboard; null when they cannot be copied, which is said. */
export function copiedText(world: World, ids: CopiedIds): string | null {
  const clip = readClip(world, ids)
  if (clip === null) return null
  notify({ text: `Copied: ${namesIn(clip)}.` })
  return clipText(clip)
}

/** The same, and the things go to limbo, except pinned ones. */
export function cutText(world: World, ids: CopiedIds): string | null {
  const all = [...ids]
  const clip = readClip(world, all)
  if (clip === null) return null
  const free = all.filter((id) => world.view.artifact(id)?.pinned === false)
  const rest = free.length < all.length ? ' What is pinned stays.' : ''
  if (free.length === 0) notify({ text: `Copied: ${namesIn(clip)}.${rest}` })
  else if (editWithNotice(world, (edit) => sendManyToLimbo(edit, free, Date.now()))) {
    world.selection.select(null)
    const isSo = (): boolean => free.some((id) => world.view.artifact(id)?.host === 'limbo')
    notify({ text: `Cut: ${namesIn(clip)}.${rest}`, isSo })
  }
  return clipText(clip)
}

function readClip(world: World, ids: CopiedIds): Clip | null {
  const read = clipOf(world.view, ids)
  if (read.ok) return read.clip
  notify({ text: read.text })
  return null
}

/** Makes another of each beside it, and selects those. */
export function duplicate(world: World, ids: CopiedIds): void {
  const read = clipOf(world.view, ids)
  if (!read.ok) return notify({ text: read.text })
  const box = boxOf(read.clip)
  const [first] = ids
  const host = first === undefined ? null : (world.view.artifact(first)?.host ?? null)
  if (host === null || host === 'limbo') return
  paste(world, read.clip, aside({ host, x: box.x, y: box.y }, box))
}

/** `size`: of all copied things together. */
type PlaceFor = (size: Size, clip: Clip | null) => To

/** Pastes a text: things, where it is a copy of some, else one thing with that page. */
export function pasteText(world: World, text: string, placeFor: PlaceFor): void {
  if (!isClipText(text)) return pasteWords(world, text, placeFor)
  const read = parseClip(text)
  if (!read.ok) return notify({ text: read.text })
  paste(world, read.clip, freeFrom(world, read.clip, placeFor(boxOf(read.clip), read.clip)))
}

function paste(world: World, clip: Clip, to: To): void {
  let made: readonly ArtifactId[] = []
  const isDone = editWithNotice(world, (edit) => {
    const done = pasteClip(edit, clip, to, random)
    if (done.ok) made = done.ids
    return done
  })
  if (!isDone) return
  world.selection.selectAll(made)
  focusSoon(made.length === 1 ? made[0] : undefined)
}

const PAGE_SIZE: Size = { width: 64, height: 64 }

/** A text from elsewhere becomes a thing that has it as its page, named by its first line. */
function pasteWords(world: World, text: string, placeFor: PlaceFor): void {
  if (text.trim() === '') return
  const id = makeArtifactId(random)
  const page = text.replaceAll('\r\n', '\n')
  const name = firstLine(page).slice(0, NAME_MAX).toWellFormed().trim() || 'note'
  const place = placeFor(PAGE_SIZE, null)
  const thing = { id, name, text: page, place, look: { sprite: 'scroll', ...PAGE_SIZE } }
  if (!editWithNotice(world, (edit) => createArtifact(edit, thing))) return
  world.selection.select(id)
  focusSoon(id)
}

/** So that keys are about it, once it is drawn. */
function focusSoon(id: ArtifactId | undefined): void {
  if (id === undefined) return
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-thing="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }),
  )
}

/** Where the things of a clip stood, all of them together. */
export function boxOf({ things }: Clip): Size & { readonly x: number; readonly y: number } {
  const tops = things.filter((thing) => thing.in === undefined)
  const x = Math.min(...tops.map((thing) => thing.x))
  const y = Math.min(...tops.map((thing) => thing.y))
  const right = Math.max(...tops.map((thing) => thing.x + sizeIn(thing.look['width'])))
  const bottom = Math.max(...tops.map((thing) => thing.y + sizeIn(thing.look['height'])))
  return { x, y, width: right - x, height: bottom - y }
}

const sizeIn = (raw: unknown): number => (typeof raw === 'number' ? raw : PAGE_SIZE.width)

/** Not exactly over something that is there already: one would not see that there are two. */
function freeFrom(world: World, { things }: Clip, to: To): To {
  const box = boxOf({ from: '', things })
  const [first] = things
  if (!first) return to
  const taken = new Set(
    world.view.on(to.host).map((id) => {
      const place = world.view.artifact(id)?.place
      return `${place?.x},${place?.y}`
    }),
  )
  let free = to
  for (let tries = 0; tries < 100; tries += 1) {
    if (!taken.has(`${free.x + first.x - box.x},${free.y + first.y - box.y}`)) return free
    free = aside(free, box)
  }
  return free
}

/** A little down and to the right, or to the left where the floor ends. */
export function aside(to: To, { width }: Size): To {
  const isRoom = to.x + ASIDE + width <= FLOOR_WIDTH
  return { ...to, x: isRoom ? to.x + ASIDE : Math.max(0, to.x - ASIDE), y: to.y + ASIDE }
}
