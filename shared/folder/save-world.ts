// A world, or one thing with the things in it, as files: the written values of the scene, each thing in a
// file of its own.
import { YAMLMap, type Node } from 'yaml'
import * as Y from 'yjs'
import { DEFAULT_LOOK, LOOK_KEYS } from '../world/look.ts'
import { pictureOfSprite, type PictureId } from '../world/picture-id.ts'
import type { ArtifactId } from '../world/address.ts'
import { DEFAULT_PROPERTIES } from '../world/artifact.ts'
import { CODE_HELD } from '../behavior/held-code.ts'
import { isPlain, parsePlace, type Host, type Place } from '../world/place.ts'
import { artifactMaps, metaMap, sceneArtifact, SCENE_ROOTS } from '../world/scene/scene.ts'
import { createView, type View } from '../world/view/world-view.ts'
import { rootsOf } from '../yjs/document-roots.ts'
import { cameInFile, cameOfFile } from './format/came-field.ts'
import { KEPT_FRONT_MAX } from './format/folder-limits.ts'
import { mergeFronts, writeFile } from './format/front-matter.ts'
import { createFileFinder, type FileFinder } from './links/file-finder.ts'
import { withFiles, withWays } from './links/folder-links.ts'
import { IMPORTED_PICTURES, parseNamedPictures } from './links/named-pictures.ts'
import { PicturePaths, type PictureKinds } from './images/picture-files.ts'
import { withPictureFiles, withPicturePaths } from './images/folder-pictures.ts'
import { IMPORTED_AS, parseFileName } from './format/file-name.ts'
import {
  AS_INDEX,
  fileAll,
  fileNamesOf,
  INDEX,
  LIMBO,
  PAGE_ENDING,
  reservedBeside,
  reservedInWorld,
  type Filed,
} from './format/folder-paths.ts'
import { mapOf, yamlNodeOf, pair, sortedEntries } from './format/yaml-values.ts'

/** A file of text; `path` with slashes, from the whole folder. */
export interface TextFile {
  readonly path: string
  readonly text: string
}

const NO_PICTURES: PictureKinds = new Map()

export interface Saved {
  readonly files: readonly TextFile[]
  /** Where the pictures go that something shows. */
  readonly pictures: readonly { readonly id: PictureId; readonly path: string }[]
  /** The parts that no file can hold, in words. */
  readonly leftOut: readonly string[]
  /** The things that came as a file of another name than they are saved in, in words. */
  readonly renamed: readonly string[]
}

/** Says that the links of a page are not to be touched. */
export const AS_WRITTEN = 'as written'
/** The key of an artifact that holds all above the page of the file that it came as, as that was written. */
export const IMPORTED_FRONT = 'importedFront'
/** Keys of front matter that are not those of the thing. */
const OWN_KEYS: ReadonlySet<string> = new Set(['id', 'links', 'world', 'more', 'text'])
const MAPS = ['look', 'colors', 'settings'] as const

/** A world as files. */
export function saveWorld(scene: Y.Doc, kinds = NO_PICTURES): Saved {
  const view = createView(scene, null)
  const { root } = view
  const tree = treeOf(view)
  const index: Filed[] = root === null ? [] : [{ id: root, path: indexFor(tree.fileOf(root)), host: null }]
  const floors = [{ host: 'limbo' as const, folder: `${LIMBO}/`, reserved: AS_INDEX }]
  const reserved = reservedInWorld(index[0]?.path ?? '')
  const ground = root === null ? [] : [{ host: root, folder: '', reserved }]
  const filed = [...index, ...fileAll(tree, [...ground, ...floors])]
  const saving = new Saving(scene, filed, root, kinds)
  const files = filed.map((file) => saving.file(file))
  if (root === null) files.unshift(saving.rootless())
  view.destroy()
  const renamed = renamedIn(tree, filed.slice(index.length))
  return { files, pictures: saving.pictures, leftOut: saving.leftOut, renamed }
}

/** A thing and the things in it as files; the thing's own is the first. */
export function saveThing(scene: Y.Doc, id: ArtifactId, kinds = NO_PICTURES): Saved {
  const view = createView(scene, null)
  const tree = treeOf(view)
  const filed = fileNamesOf([id], tree, AS_INDEX).flatMap(([, { stem, path, isInside }]) => [
    { id, path, host: view.artifact(id)?.host ?? null },
    ...fileAll(tree, [{ host: id, folder: `${stem}/`, reserved: isInside ? reservedBeside(path) : null }]),
  ])
  const saving = new Saving(scene, filed, null, kinds)
  const files = filed.map((file) => saving.file(file))
  view.destroy()
  return { files, pictures: saving.pictures, leftOut: saving.leftOut, renamed: renamedIn(tree, filed) }
}

/** Longest old name that is told, in characters. */
const OLD_NAME_MAX = 100

function renamedIn({ fileOf }: ReturnType<typeof treeOf>, filed: readonly Filed[]): readonly string[] {
  return filed.flatMap(({ id, path }) => {
    const told = fileOf(id)
    if (typeof told !== 'string' || `/${path}`.endsWith(`/${told}`)) return []
    const why =
      parseFileName(told) === null
        ? 'Not every system takes its name.'
        : 'Something else has its name here, or it is too deep in folders.'
    const name = told.replace(/\.(?:md|markdown)$/i, '').slice(0, OLD_NAME_MAX)
    return [`“${name}” is saved as ${path}. ${why}`]
  })
}

function treeOf(view: View) {
  return {
    nameOf: (id: ArtifactId) => view.artifact(id)?.name ?? '',
    fileOf: (id: ArtifactId) => sceneArtifact(view.scene, id)?.get(IMPORTED_AS),
    on: view.on,
  }
}

/** The page of the world: `README.md` where it came as one. */
function indexFor(told: unknown): string {
  const file = parseFileName(told)?.path ?? ''
  const name = file.slice(file.lastIndexOf('/') + 1)
  return /^(?:index|readme)\.(?:md|markdown)$/i.test(name) ? name : `${INDEX}${PAGE_ENDING}`
}

class Saving {
  readonly leftOut: string[] = []
  readonly #scene: Y.Doc
  readonly #root: ArtifactId | null
  readonly #paths: ReadonlyMap<string, string>
  readonly #ids: ReadonlyMap<string, string>
  readonly #files: FileFinder
  readonly #pictures: PicturePaths
  /** Things whose pictures cannot all go where their pages say. */
  readonly #moved = new Set<ArtifactId>()

  constructor(scene: Y.Doc, filed: readonly Filed[], root: ArtifactId | null, kinds: PictureKinds) {
    this.#scene = scene
    this.#root = root
    this.#paths = new Map(filed.map(({ id, path }) => [id, path]))
    this.#ids = new Map(filed.map(({ id, path }) => [path, id]))
    this.#files = createFileFinder(this.#ids.keys())
    this.#pictures = new PicturePaths(kinds, this.#ids.keys())
    for (const { id, path } of filed) this.#keepPictures(id, path)
  }

  get pictures(): Saved['pictures'] {
    return Array.from(this.#pictures.all, ([path, id]) => ({ id, path }))
  }

  file({ id, path, host }: Filed): TextFile {
    const artifact = sceneArtifact(this.#scene, id) ?? new Y.Map()
    const text = artifact.get('text')
    const page = text instanceof Y.Text ? text.toJSON().toWellFormed() : ''
    const linked = withPictureFiles(
      withFiles(page, path, (to) => this.#paths.get(to) ?? null),
      (picture) => this.#pictures.link(picture, path),
    )
    // Where a folder would be read as another page than this one, its links stay as they are in the world.
    const back = withPicturePaths(linked, path, this.#pictures.all)
    const isTrue = withWays(back, path, this.#files, (to) => this.#ids.get(to) ?? null) === page
    this.#showLook(artifact, path)
    const front = new Front((key) => this.#leave(`“${key}” of ${path}`))
    front.put('id', id)
    putName(front, artifact)
    if (id === this.#root) front.add('world', this.#world())
    if (id === this.#root) front.more(artifact, 'place')
    else putPlace(front, artifact, host)
    putCame(front, artifact)
    if (!isTrue) front.put('links', AS_WRITTEN)
    this.#putPictures(front, id, path)
    putLooks(front, artifact)
    putRest(front, artifact)
    const own = front.done()
    const body = isTrue ? linked : page
    return { path, text: withKeptFront(artifact, own, body) ?? writeFile(own, body) }
  }

  /** The parts of a world without a root beside its things. */
  rootless(): TextFile {
    const front = new YAMLMap()
    front.add(pair('world', this.#world()))
    return { path: `${INDEX}${PAGE_ENDING}`, text: writeFile(front, '') }
  }

  /** Before any page is written: a picture may be shown on one page, and have its path from another. */
  #keepPictures(id: ArtifactId, path: string): void {
    const told = sceneArtifact(this.#scene, id)?.get(IMPORTED_PICTURES)
    if (told === undefined) return
    const named = parseNamedPictures(told)
    const isWhole = isPlain(told) && named.length === Object.keys(told).length
    if (!this.#pictures.keep(path, named) || !isWhole) this.#moved.add(id)
  }

  /** Where their files do not say it, the page itself says which pictures it names. */
  #putPictures(front: Front, id: ArtifactId, path: string): void {
    if (!this.#moved.has(id)) return
    const told = sceneArtifact(this.#scene, id)?.get(IMPORTED_PICTURES)
    for (const picture of parseNamedPictures(told)) this.#pictures.show(picture.id, path)
    front.put(IMPORTED_PICTURES, told)
  }

  #showLook(artifact: Y.Map<unknown>, path: string): void {
    const look = artifact.get('look')
    const sprite = look instanceof Y.Map ? look.get('sprite') : null
    const id = typeof sprite === 'string' ? pictureOfSprite(sprite) : null
    if (id !== null) this.#pictures.show(id, path)
  }

  #leave(what: string): void {
    this.leftOut.push(`${what}: a file cannot hold it.`)
  }

  #world(): YAMLMap {
    const world = new Front((key) => this.#leave(`“${key}” of the world`))
    const meta = metaMap(this.#scene)
    const title = meta.get('title')
    const rest = sortedEntries(meta).filter(([key]) => key !== 'title' && key !== 'root' && key !== 'format')
    world.put('format', meta.get('format') ?? 1)
    if (typeof title === 'string') world.put('title', title)
    else if (title !== undefined) rest.push(['title', title])
    if (this.#root === null && meta.has('root')) world.put('root', meta.get('root'))
    world.group('meta', rest)
    const strays = sortedEntries(artifactMaps(this.#scene)).filter(([key]) => !this.#paths.has(key))
    world.group('artifacts', strays)
    world.group('roots', rootsOf(this.#scene, SCENE_ROOTS))
    return world.done()
  }
}

/** The file with the front matter that it came with; null where it came with none, or that cannot be kept. */
function withKeptFront(artifact: Y.Map<unknown>, own: YAMLMap, page: string): string | null {
  const head = artifact.get(IMPORTED_FRONT)
  if (typeof head !== 'string' || head === '' || head.length > KEPT_FRONT_MAX) return null
  const front = mergeFronts(head, own, page, (key) => {
    const value = artifact.get(key)
    return value instanceof Y.AbstractType ? value.toJSON() : value
  })
  return front === null ? null : front + page
}

/** Front matter as it is gathered, key by key. */
class Front {
  readonly #map = new YAMLMap()
  readonly #more: [string, unknown][] = []
  readonly #leave: (key: string) => void

  constructor(leave: (key: string) => void) {
    this.#leave = leave
  }

  put(key: string, value: unknown): void {
    const node = yamlNodeOf(value)
    if (node === null) this.#leave(key)
    else this.add(key, node)
  }

  add(key: string, node: Node): void {
    this.#map.add(pair(key, node))
  }

  /** A mapping of the present entries; nothing when there are none. */
  group(key: string, entries: Iterable<readonly [string, unknown]>, isOneLine = false): void {
    const group = new Front((inner) => this.#leave(`${key}.${inner}`))
    for (const [name, value] of entries) group.put(name, value)
    const map = group.done()
    map.flow = isOneLine
    if (map.items.length > 0) this.add(key, map)
  }

  /**
   * Values that cannot be under their own key, because that means something else here, or is written
   * otherwise.
   */
  more(artifact: Y.Map<unknown>, key: string): void {
    if (artifact.has(key)) this.#more.push([key, artifact.get(key)])
  }

  done(): YAMLMap {
    if (this.#more.length > 0) this.group('more', this.#more.splice(0))
    return this.#map
  }
}

function putName(front: Front, artifact: Y.Map<unknown>): void {
  const name = artifact.get('name')
  front.put('name', typeof name === 'string' ? name : '')
  if (typeof name !== 'string') front.more(artifact, 'name')
}

/** Its place: the file's folder says the host, unless the written host is another one. */
function putPlace(front: Front, artifact: Y.Map<unknown>, host: Host | null): void {
  const raw = artifact.get('place')
  const place = parsePlace(raw)
  if (place === null || !isPlain(raw)) return front.more(artifact, 'place')
  const { x: _x, y: _y, facing: _facing, host: _host, was, ...rest } = Object.fromEntries(Object.entries(raw))
  const spot = spotOf(place, place.host === host ? [] : [['host', place.host]])
  const before =
    place.was === null ? [] : [['was', Object.fromEntries(spotOf(place.was, [['host', place.was.host]]))]]
  const oldest = place.was === null && was !== undefined ? [['was', was]] : []
  const entries = new Map<string, unknown>([...spot, ...before, ...oldest, ...Object.entries(rest)] as [
    string,
    unknown,
  ][])
  const isNowhere = place.host === 'limbo' && host === 'limbo' && place.x === 0 && place.y === 0
  if (isNowhere && entries.size === 2) return
  const node = mapOf(entries)
  if (node === null) return front.more(artifact, 'place')
  node.flow = true
  front.add('place', node)
}

/**
 * Writes who brought it. Another value that would be read as such a note is kept where it is read unchanged.
 */
function putCame(front: Front, artifact: Y.Map<unknown>): void {
  const raw = artifact.get('came')
  const told = cameInFile(raw)
  if (told !== null) front.group('came', Object.entries(told), true)
  else if (cameOfFile(raw) !== null) front.more(artifact, 'came')
  else if (artifact.has('came')) front.put('came', raw)
}

function spotOf(
  { x, y, facing }: Pick<Place, 'x' | 'y' | 'facing'>,
  host: readonly (readonly [string, unknown])[],
): (readonly [string, unknown])[] {
  return [...host, ['x', x], ['y', y], ...(facing === 'down' ? [] : [['facing', facing] as const])]
}

function putLooks(front: Front, artifact: Y.Map<unknown>): void {
  for (const key of MAPS) {
    const map = artifact.get(key)
    if (!(map instanceof Y.Map) || map instanceof Y.XmlHook) front.more(artifact, key)
    else if (key === 'look') front.group(key, lookEntries(map), true)
    else front.group(key, sortedEntries(map), key === 'colors')
  }
}

/** The values that are not the default, best known first. */
function lookEntries(look: Y.Map<unknown>): (readonly [string, unknown])[] {
  const known = LOOK_KEYS.filter((key) => look.has(key) && look.get(key) !== DEFAULT_LOOK[key])
  const rest = sortedEntries(look).filter(([key]) => !LOOK_KEYS.some((name) => name === key))
  return [...known.map((key) => [key, look.get(key)] as const), ...rest]
}

/** Values that are left out where they equal this. */
const USUAL: ReadonlyMap<string, unknown> = new Map(Object.entries({ ...DEFAULT_PROPERTIES, pinned: false }))
/** Written by others here. */
const KNOWN: ReadonlySet<string> = new Set([
  'name',
  'place',
  'came',
  // A reader of the files holds the code anew, and finds the pictures.
  CODE_HELD,
  IMPORTED_PICTURES,
  IMPORTED_FRONT,
  ...MAPS,
  ...USUAL.keys(),
])

/** Whether a key of front matter is one of those that we write. */
export const isOwnKey = (key: string): boolean => KNOWN.has(key) || OWN_KEYS.has(key) || key === IMPORTED_AS

function putRest(front: Front, artifact: Y.Map<unknown>): void {
  for (const [key, usual] of USUAL) {
    if (artifact.has(key) && artifact.get(key) !== usual) front.put(key, artifact.get(key))
  }
  for (const [key, value] of sortedEntries(artifact)) {
    if (key === 'text' ? value instanceof Y.Text : KNOWN.has(key)) continue
    if (OWN_KEYS.has(key)) front.more(artifact, key)
    else front.put(key, value)
  }
}
