// Where each thing's file is. A thing is `name.md`, and the things in it are in the folder `name` beside
// that, so no file moves when something is put into the thing. Names are words that every file system
// accepts, alike in upper and lower case. A thing that came as a file keeps its name.
import type { ArtifactId } from '../../world/address.ts'
import type { Host } from '../../world/place.ts'
import { FOLDER_PATH_MAX, STEM_MAX } from './folder-limits.ts'
import { DEVICE, parseFileName, type FileName } from './file-name.ts'

/** The file of the root, whose folder is the whole. */
export const INDEX = 'index'
/** The folder of things in limbo. */
export const LIMBO = 'limbo'
/**
 * The folder of things inside so many others that the path would be too long; each file there names its host.
 */
export const DEEP = 'deep'
export const PAGE_ENDING = '.md'

/** Whether a file is a page, by its name. */
export const isPagePath = (path: string): boolean => /\.(?:md|markdown)$/i.test(path)

const RESERVED = new Set([INDEX, LIMBO, DEEP, 'readme'])

/** A thing with its file; `host` is the one that the file's folder means. */
export interface Filed {
  readonly id: ArtifactId
  readonly path: string
  /** Null: the file itself says it. */
  readonly host: Host | null
}

interface Tree {
  readonly nameOf: (id: ArtifactId) => string
  /** The field that says which file it came as. */
  readonly fileOf: (id: ArtifactId) => unknown
  /** By id. */
  readonly on: (host: Host) => readonly ArtifactId[]
}

interface Opened {
  readonly host: Host
  /** With a slash at the end; empty for the whole. */
  readonly folder: string
  /** Names of files that would be taken for something else in it. */
  readonly reserved: RegExp | null
}

/** Where no page is beside the folder, an `index.md` or `README.md` in it is that page. */
export const AS_INDEX = /^(?:index|readme)(?:\.(?:md|markdown))?$/i
/** Beside the page of its folder, names that would be taken for that page: before `index.md` only its own. */
export const reservedBeside = (page: string): RegExp =>
  /(?:^|\/)index\.md$/i.test(page) ? /^index(?:\.(?:md|markdown))?$/i : AS_INDEX
/** The whole folder of a world also has those of limbo and of deep things. */
export const reservedInWorld = (page: string): RegExp =>
  new RegExp(`${reservedBeside(page).source}|^(?:limbo|deep)$`, 'i')

const NOWHERE: Opened = { host: 'limbo', folder: '', reserved: AS_INDEX }

/** Files for all that is on some floors, hosts before what is in them. */
export function fileAll(tree: Tree, floors: readonly Opened[]): Filed[] {
  const filed: Filed[] = []
  const deep: ArtifactId[] = []
  const open = [...floors]
  for (let next = 0; next < open.length; next += 1) {
    const { host, folder, reserved } = open[next] ?? NOWHERE
    const isDeep = folder.length > FOLDER_PATH_MAX
    for (const [id, { stem, path, isInside }] of fileNamesOf(tree.on(host), tree, reserved)) {
      if (isDeep) {
        deep.push(id)
        continue
      }
      filed.push({ id, path: `${folder}${path}`, host })
      open.push({ host: id, folder: `${folder}${stem}/`, reserved: isInside ? reservedBeside(path) : null })
    }
  }
  return deep.length === 0 ? filed : [...filed, ...fileDeep(tree, deep)]
}

/** Things that are too deep, and the things in them: all in one folder. */
function fileDeep(tree: Tree, things: readonly ArtifactId[]): Filed[] {
  const all: ArtifactId[] = [...things]
  for (let at = 0; at < all.length; at += 1) {
    const id = all[at]
    if (id !== undefined) all.push(...tree.on(id))
  }
  // Each in a file of its own: a folder here would be one more thing.
  const names = { ...tree, fileOf: () => null }
  return fileNamesOf(all.sort(), names, null).map(([id, { path }]) => ({
    id,
    path: `${DEEP}/${path}`,
    host: null,
  }))
}

/**
 * A file for each thing, unlike its neighbours': the one that it came as, else one after its name. Of things
 * that came as the same file, the others get a number behind it, in an order that is the same each time;
 * those that are only called the same get their ids.
 */
export function fileNamesOf(
  ids: readonly ArtifactId[],
  { nameOf, fileOf, on }: Tree,
  reserved: RegExp | null,
): readonly (readonly [ArtifactId, FileName])[] {
  const told = ids.flatMap((id) => {
    const file = parseFileName(fileOf(id))
    return file === null || reserved?.test(file.stem) === true ? [] : [{ id, file }]
  })
  told.sort((a, b) => compare(a.file.path, b.file.path) || compare(a.id, b.id))
  const files = new Map<ArtifactId, FileName>()
  const taken = new Set<string>()
  const take = (id: ArtifactId, file: FileName, isOpen: boolean): boolean => {
    const places = placesOf(file, isOpen)
    if (places.some((place) => taken.has(place))) return false
    for (const place of places) taken.add(place)
    files.set(id, file)
    return true
  }
  /** By name: the number of the next one that came as it. */
  const numbers = new Map<string, number>()
  for (const { id, file } of told) {
    const isOpen = file.isInside || on(id).length > 0
    for (let next = file; !take(id, next, isOpen);) {
      const number = numbers.get(folded(file.stem)) ?? 2
      numbers.set(folded(file.stem), number + 1)
      next = beside(`${file.stem} (${number})`)
    }
  }
  const called = ids.flatMap((id) => (files.has(id) ? [] : [{ id, stem: stemFrom(nameOf(id)) }]))
  const counts = Map.groupBy(called, ({ stem }) => folded(stem))
  for (const { id, stem } of called) {
    const isOnly = counts.get(folded(stem))?.length === 1
    const wish = isOnly ? stem : `${stem}-${id.slice(0, 8).toLowerCase()}`
    for (let number = 1, next = wish; !take(id, beside(next), true); number += 1) {
      next = isOnly && number === 1 ? `${stem}-${id.slice(0, 8).toLowerCase()}` : `${wish}-${number}`
    }
  }
  return ids.flatMap((id) => {
    const file = files.get(id)
    return file === undefined ? [] : [[id, file] as const]
  })
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b)

/**
 * What a file takes up in its folder, in the common form of names that some file system takes for the same:
 * its page, its folder where something is in it, and the exact name, since a page is that of the folder of
 * its very name.
 */
function placesOf({ stem, path, isInside }: FileName, isOpen: boolean): readonly string[] {
  const page = isInside ? [] : [folded(path)]
  const folder = isOpen ? [folded(stem)] : []
  return [...page, ...folder, `${stem}/`]
}

/** The page of a thing, beside the folder of the things in it. */
const beside = (stem: string): FileName => ({ stem, path: `${stem}${PAGE_ENDING}`, isInside: false })

/** One word of letters, digits and dashes out of a name. */
export function stemFrom(name: string): string {
  const word = name
    .toWellFormed()
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+\p{M}*/gu, '-')
    .replace(/^[-\p{M}]+/u, '')
  const stem = Array.from(word).slice(0, STEM_MAX).join('').normalize('NFC').replace(/-+$/, '')
  if (stem === '') return 'thing'
  return RESERVED.has(folded(stem)) || DEVICE.test(stem) ? `${stem}-thing` : stem
}

/** The common form of two names that some file system takes for the same. */
export function folded(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

/** The way from the folder of one file to another file. */
export function relativePath(from: string, to: string): string {
  const here = from.split('/').slice(0, -1)
  const there = to.split('/')
  let same = 0
  while (same < here.length && same < there.length - 1 && here[same] === there[same]) same += 1
  return [...here.slice(same).map(() => '..'), ...there.slice(same)].join('/')
}

/** Signs that would end a destination of Markdown, or mean something else in an address. */
const UNLINKED = /[\s()<>[\]\\%#?"]/gu
const ROUND: ReadonlyMap<string, string> = new Map([
  ['(', '%28'],
  [')', '%29'],
])

/** The way from one file to another as it is written in a link. */
export const linkTo = (from: string, to: string): string => encodeLink(relativePath(from, to))

/** A path as a destination of Markdown. */
export const encodeLink = (path: string): string =>
  path.replace(UNLINKED, (sign) => ROUND.get(sign) ?? encodeURIComponent(sign))

/** A path as it is meant from the folder of a file, or from the whole; null when it leads out. */
export function resolvePath(from: string, path: string): string | null {
  const way = path.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') way.push(part)
    else if (way.pop() === undefined) return null
  }
  return way.join('/')
}

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** The folders that a file is in, without a slash at the end. */
export function foldersAround(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_part, at) => parts.slice(0, at + 1).join('/'))
}

/** A file's name without its ending. */
export const stemOf = (path: string): string => path.slice(folderOf(path).length).replace(/\.[^.]*$/, '')
