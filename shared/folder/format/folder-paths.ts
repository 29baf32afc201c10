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

interface Names {
  readonly nameOf: (id: ArtifactId) => string
  /** The field that says which file it came as. */
  readonly fileOf: (id: ArtifactId) => unknown
}

interface Tree extends Names {
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
export const AS_INDEX = /^(?:index|readme)$/i
/** The whole folder of a world also has those of limbo and of deep things. */
export const IN_WORLD = /^(?:index|readme|limbo|deep)$/i

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
      open.push({ host: id, folder: `${folder}${stem}/`, reserved: isInside ? AS_INDEX : null })
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
  const names = { nameOf: tree.nameOf, fileOf: () => null }
  return fileNamesOf(all.sort(), names, null).map(([id, { path }]) => ({
    id,
    path: `${DEEP}/${path}`,
    host: null,
  }))
}

/**
 * A file for each thing, unlike its neighbours': the one that it came as, else one after its name. Things of
 * the same name get their ids behind it.
 */
export function fileNamesOf(
  ids: readonly ArtifactId[],
  { nameOf, fileOf }: Names,
  reserved: RegExp | null,
): readonly (readonly [ArtifactId, FileName])[] {
  const files = ids.map((id) => [id, fileFor(fileOf(id), nameOf(id), reserved)] as const)
  const counts = new Map<string, number>()
  for (const [, { stem }] of files) counts.set(folded(stem), (counts.get(folded(stem)) ?? 0) + 1)
  /** Bare names too, those of other things among them. */
  const taken = new Set(counts.keys())
  return files.map(([id, file]) => {
    const { stem } = file
    if (counts.get(folded(stem)) === 1) return [id, file]
    const wish = `${stem}-${id.slice(0, 8).toLowerCase()}`
    let unlike = wish
    for (let number = 2; taken.has(folded(unlike)); number += 1) unlike = `${wish}-${number}`
    taken.add(folded(unlike))
    return [id, beside(unlike)]
  })
}

function fileFor(told: unknown, name: string, reserved: RegExp | null): FileName {
  const file = parseFileName(told)
  return file === null || reserved?.test(file.stem) === true ? beside(stemFrom(name)) : file
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
export const linkTo = (from: string, to: string): string =>
  relativePath(from, to).replace(UNLINKED, (sign) => ROUND.get(sign) ?? encodeURIComponent(sign))

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

/** A file's name without its ending. */
export const stemOf = (path: string): string => path.slice(folderOf(path).length).replace(/\.[^.]*$/, '')
