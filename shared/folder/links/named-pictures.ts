// Pictures that came with files: a page keeps where each of them was, seen from its own file. So
// `![[map.png]]` shows it, and it is written to the same path again.
import { pictureAt, type PictureId } from '../../world/picture-id.ts'
import type { ArtifactId } from '../../world/address.ts'
import { isPlain } from '../../world/place.ts'
import { sceneArtifact } from '../../world/scene/scene.ts'
import type { View } from '../../world/view/world-view.ts'
import { imageType } from '../../world/image-type.ts'

/** The key of an artifact that holds them, by path: `{ '../map.png': ['/assets/SHA', 640, 480] }`. */
export const IMPORTED_PICTURES = 'importedPictures'

export interface NamedPicture {
  /** From the folder that the page's file is in. */
  readonly path: string
  readonly id: PictureId
  /** In pixels. */
  readonly width: number
  readonly height: number
}

/** An artifact's list of the pictures of its page, as far as it can be read. Anybody may have written it. */
export function parseNamedPictures(value: unknown): readonly NamedPicture[] {
  if (!isPlain(value)) return []
  return Object.entries(value).flatMap(([path, told]) => {
    const [at, width, height]: readonly unknown[] = Array.isArray(told) ? told : []
    const id = typeof at === 'string' ? pictureAt(at) : null
    return id !== null && isSide(width) && isSide(height) ? [{ path, id, width, height }] : []
  })
}

const isSide = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0

/** The picture that a name means on a page: one of its own, else one of another page. */
export function pictureNamed(view: View, here: ArtifactId, name: string): NamedPicture | null {
  // Most names are those of pages: for these not all of the world is looked through.
  if (imageType(name) === null) return null
  const own = bestOf(indexOf(picturesOf(view, here)), name)
  return own ?? bestOf(indexOfAll(view), name)
}

/** Pictures by the last part of their paths, in small letters. */
type PictureIndex = ReadonlyMap<string, readonly Indexed[]>

interface Indexed {
  readonly picture: NamedPicture
  readonly parts: readonly string[]
}

/**
 * How many files of one name are told apart. A hostile page may name one in each of its lines, and nobody
 * shall wait for that.
 */
const ALIKE_MAX = 50

const indexes = new WeakMap<object, PictureIndex>()

function indexOf(pictures: readonly NamedPicture[]): PictureIndex {
  const known = indexes.get(pictures)
  if (known !== undefined) return known
  const index = new Map<string, Indexed[]>()
  for (const picture of pictures) {
    const parts = alikePartsOf(picture.path)
    const name = parts.at(-1) ?? ''
    const same = index.get(name)
    if (same === undefined) index.set(name, [{ picture, parts }])
    else if (same.length < ALIKE_MAX) same.push({ picture, parts })
  }
  indexes.set(pictures, index)
  return index
}

/** Of the whole world: kept for a turn, in which a page looks up all that it names. */
function indexOfAll(view: View): PictureIndex {
  const known = indexes.get(view)
  if (known !== undefined) return known
  const index = indexOf([...allPictures(view)])
  indexes.set(view, index)
  void Promise.resolve().then(() => indexes.delete(view))
  return index
}

/** All pictures of a world that have names, in the order of its things. */
export function* allPictures(view: View): Iterable<NamedPicture> {
  for (const { id } of view.artifacts()) yield* picturesOf(view, id)
}

const NONE: readonly NamedPicture[] = []
const parsed = new WeakMap<object, readonly NamedPicture[]>()

/** Read once, as long as it is the same value. */
function picturesOf({ scene }: View, id: ArtifactId): readonly NamedPicture[] {
  const told = sceneArtifact(scene, id)?.get(IMPORTED_PICTURES)
  if (!isPlain(told)) return NONE
  const pictures = parsed.get(told) ?? parseNamedPictures(told)
  parsed.set(told, pictures)
  return pictures
}

/** The picture whose path ends as the name does, or the other way round: as much as can be alike. */
function bestOf(index: PictureIndex, name: string): NamedPicture | null {
  const wanted = alikePartsOf(name)
  let best: { readonly picture: NamedPicture; readonly length: number } | null = null
  for (const { picture, parts } of index.get(wanted.at(-1) ?? '') ?? []) {
    const length = sameEnd(parts, wanted)
    if (length > (best?.length ?? 0)) best = { picture, length }
  }
  return best?.picture ?? null
}

/** How many parts two paths have in common at their ends; 0 where they part before one is over. */
function sameEnd(one: readonly string[], other: readonly string[]): number {
  const shorter = Math.min(one.length, other.length)
  for (let at = 1; at <= shorter; at += 1) if (one.at(-at) !== other.at(-at)) return 0
  return shorter
}

const partsOf = (path: string): readonly string[] =>
  path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..')

export const alikePartsOf = (path: string): readonly string[] => partsOf(path).map(alike)

/** Programs differ in capitals and composed letters. */
export const alike = (name: string): string => name.trim().normalize('NFC').toLowerCase()

/**
 * How one names a picture on a page: its folders stand before it where its name alone means another; null: no
 * such link can hold it.
 */
export function pictureNameFor(view: View, here: ArtifactId, { id, path }: NamedPicture): string | null {
  const parts = partsOf(path)
  for (let from = parts.length - 1; from >= 0; from -= 1) {
    const name = parts.slice(from).join('/')
    if (/[[\]|#^\n\\]/.test(name)) return null
    if (pictureNamed(view, here, name)?.id === id) return name
  }
  return null
}
