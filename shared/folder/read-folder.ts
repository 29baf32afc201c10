// Reads a folder: which file is which thing, and where each thing is. Nothing is half read: either all pages
// are understood, or the result says which file is not, at which line, and what to do.
import { strToU8 } from 'fflate'
import { programOf } from '../behavior/program-parser.ts'
import type { ArtifactId } from '../world/address.ts'
import { ARTIFACTS_MAX, TEXT_MAX } from '../world/limits.ts'
import { FILES_MAX, FOLDER_BYTES_MAX, KEPT_FRONT_MAX, PROBLEMS_MAX } from './format/folder-limits.ts'
import { isBareOwn, readFile } from './format/front-matter.ts'
import { IMPORTED_AS, nameFromFile } from './format/file-name.ts'
import { aliasesIn, headingOf, plainWords } from './format/page-heading.ts'
import { FileHosts, indexesIn, type Loose } from './file-hosts.ts'
import { imageType } from '../world/image-type.ts'
import { hiddenFolderOf, isHiddenImage, WHY, whyUnread, type LeftOutFile } from './format/left-out-files.ts'
import { textOf } from './format/file-text.ts'
import { whyUnused } from './format/unused-files.ts'
import { IMPORTED_PICTURES } from './links/named-pictures.ts'
import { FolderPictures, type FolderPicture } from './images/folder-pictures.ts'
import { folderOf, isPagePath, stemOf } from './format/folder-paths.ts'
import { AS_WRITTEN, IMPORTED_FRONT, isOwnKey } from './save-world.ts'
import type { Problem } from './format/folder-problem.ts'
import type { FolderThing } from './format/folder-thing.ts'
import { isMapping } from './format/yaml-values.ts'
import { whyPagesTooLarge } from './world-size.ts'

/** A file of a folder; `path` with slashes. */
export interface FolderFile {
  readonly path: string
  readonly bytes: Uint8Array
  /** Why it was not read, nor what is in it; then it has no bytes. */
  readonly why?: string
  /** How what was read differs from the file, for people. */
  readonly note?: string
}

/** A folder that was read. It becomes a world, or things in one, once. */
export interface Folder {
  /** The world's fields in `index.md`; null when this is no world that was saved. */
  readonly world: object | null
  /** The page that the whole folder is: `index.md` or `README.md`; null when there is none. */
  readonly root: FolderThing | null
  /** All others, by path. */
  readonly things: readonly FolderThing[]
  /** Pictures that its pages and looks show: the world is to have them, too. */
  readonly pictures: readonly FolderPicture[]
  /** The folder's own name; empty when it has none. */
  readonly name: string
  /** The differences from the files, for people. */
  readonly notes: readonly string[]
  /** How many of its pages have code, which sleeps. */
  readonly withCode: number
  /** Every file that does not come along, by path. */
  readonly leftOut: readonly LeftOutFile[]
}

type ReadFolder =
  | { readonly ok: true; readonly folder: Folder }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const wrong = (path: string, text: string, line: number | null = null): Problem => ({ path, line, text })

/** Reads the files of a folder, in any order. */
export function readFolder(files: readonly FolderFile[]): ReadFolder {
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (total > FOLDER_BYTES_MAX || files.length > FILES_MAX) {
    const most = `${FOLDER_BYTES_MAX / 1024 / 1024} MB and ${FILES_MAX.toLocaleString('en')} files`
    return {
      ok: false,
      problems: [wrong('', `That is too much at once: the limit is ${most}. Choose fewer files.`)],
    }
  }
  return new FolderReading(files).read()
}

const NOTHING = new Uint8Array()

class FolderReading {
  readonly #pages = new Map<string, Uint8Array>()
  readonly #images = new Map<string, Uint8Array>()
  readonly #pictures: FolderPictures
  readonly #leftOut: LeftOutFile[] = []
  readonly #problems: Problem[] = []
  readonly #notes: string[] = []
  readonly #ids = new Set<ArtifactId>()
  #indexes: ReadonlyMap<string, string> = new Map()
  /** By path: the next number for one more file of it. */
  readonly #again = new Map<string, number>()
  readonly #name: string

  constructor(files: readonly FolderFile[]) {
    // In the same order each time, whatever told of them: two that get the same path are told apart by it.
    const known = files
      .toSorted((a, b) => Number(a.path > b.path) - Number(a.path < b.path))
      .map((file) => ({
        why: null,
        ...file,
        path: cleanPath(file.path) + (file.path.endsWith('/') ? '/' : ''),
      }))
    const isRead = ({ path, why }: (typeof known)[number]): boolean =>
      why === null && whyUnread(path) === null
    const inPages = known.filter((file) => isPagePath(file.path) && isRead(file))
    const top = commonFolder(inPages.map(({ path }) => path))
    this.#name = top === '' ? '' : top.slice(folderOf(top.slice(0, -1)).length, -1)
    for (const { path, bytes, why, note } of known) {
      const inner = path.startsWith(top) ? path.slice(top.length) : path
      if (note !== undefined) this.#notes.push(`${inner}: ${note}`)
      const reason = why ?? (isHiddenImage(path) ? null : whyUnread(path))
      if (reason !== null) this.#leftOut.push({ path: inner, why: reason })
      else if (isPagePath(inner)) this.#putPage(inner, bytes)
      else if (imageType(inner) !== null) this.#put(this.#images, inner, bytes)
      else this.#leftOut.push({ path: inner, why: whyUnused(inner) })
    }
    this.#pictures = new FolderPictures(this.#images)
  }

  #putPage(path: string, bytes: Uint8Array): void {
    const read = textOf(bytes)
    if (read === null) this.#leftOut.push({ path, why: WHY.notUtf8 })
    else this.#put(this.#pages, path, read.isUtf16 ? strToU8(read.text) : bytes)
    if (read?.isUtf16) this.#notes.push(`${path} was in UTF-16. It is saved as UTF-8.`)
  }

  /** Of two files with the same path both come: a zip can hold them, and letters composed in two ways. */
  #put(files: Map<string, Uint8Array>, path: string, bytes: Uint8Array): void {
    let unlike = path
    for (let number = this.#again.get(path) ?? 2; files.has(unlike); number += 1) {
      const dot = path.lastIndexOf('.')
      unlike = `${path.slice(0, dot)} (${number})${path.slice(dot)}`
      this.#again.set(path, number + 1)
    }
    files.set(unlike, bytes)
    if (unlike !== path) this.#notes.push(`Two files are called ${path}. One of them is now ${unlike}.`)
  }

  read(): ReadFolder {
    if (this.#pages.size === 0) {
      const text = 'It contains no page. Pages are Markdown files, and their names end in .md.'
      const others = this.#leftOut.map(({ path, why }) => wrong(path, why))
      return { ok: false, problems: [wrong(this.#name, text), ...others].slice(0, PROBLEMS_MAX) }
    }
    if (this.#pages.size > ARTIFACTS_MAX) {
      const text = `A world can hold ${ARTIFACTS_MAX.toLocaleString('en')} things, and this has more pages.`
      return { ok: false, problems: [wrong(this.#name, text)] }
    }
    const tooLarge = whyPagesTooLarge(this.#pages)
    if (tooLarge !== null) return { ok: false, problems: [wrong(this.#name, tooLarge)] }
    const paths = [...this.#pages.keys()].sort()
    const indexes = indexesIn(paths)
    this.#indexes = indexes
    const rootPath = indexes.get('') ?? null
    const loose = new Map<string, Loose>()
    let world: object | null = null
    const isWorld = rootPath !== null && this.#saysWorld(rootPath)
    for (const path of paths) {
      const read = this.#page(path, isWorld)
      if (read === null) continue
      const told = read.keys.get('world')
      if (isMapping(told)) {
        read.keys.delete('world')
        if (path === rootPath) world = told
        else this.#notes.push(`What ${path} says about the world was left out: only index.md can say it.`)
      }
      loose.set(path, read)
    }
    if (this.#problems.length > 0) return { ok: false, problems: this.#problems.slice(0, PROBLEMS_MAX) }
    const { root, things } = new FileHosts(loose, indexes, world !== null).all()
    const pictures = this.#pictures.used
    for (const path of this.#pictures.unused())
      this.#leftOut.push({ path, why: whyUnread(path) ?? WHY.unshown })
    const leftOut = toldOnce(this.#leftOut, this.#pictures.shown)
    const withCode = [...loose.values()].filter(({ page }) => programOf(page) !== null).length
    const said = { name: this.#name, notes: this.#notes, leftOut, withCode }
    const folder = { world, root, things, pictures, ...said }
    return { ok: true, folder }
  }

  /** Whether the page of the whole folder says that this is a world. */
  #saysWorld(rootPath: string): boolean {
    const read = readFile(this.#text(rootPath))
    return 'front' in read && isMapping(read.front.get('world'))
  }

  #page(path: string, isWorld: boolean): (Loose & { readonly keys: Map<string, unknown> }) | null {
    const read = readFile(this.#text(path), isBareOwn(path, isWorld))
    if ('line' in read) {
      const what = 'Correct the lines between the two “---”, or remove them.'
      this.#problems.push(wrong(path, `${read.text} ${what}`, read.line))
      return null
    }
    const keys = new Map(read.front)
    if (read.unread !== null) {
      const { line, text: why } = read.unread
      this.#notes.push(`The lines above the page of ${path} were kept as text. Line ${line}: ${why}`)
    }
    const isAsWritten = keys.get('links') === AS_WRITTEN && keys.delete('links')
    if (read.id === null && !keys.has('aliases')) {
      const aliases = aliasesIn(read.page)
      if (aliases.length > 0) keys.set('aliases', aliases)
    }
    const page = this.#withPictures(path, read.page, keys, isAsWritten)
    this.#pictures.inLook(keys.get('look'))
    if (page.length > TEXT_MAX) {
      const most = TEXT_MAX.toLocaleString('en')
      this.#problems.push(wrong(path, `a page has at most ${most} characters. Split it into several files.`))
      return null
    }
    const name = this.#nameFor(path, keys, page)
    const more = keys.get('more')
    if (isMapping(more)) keys.delete('more')
    const id = this.#freeId(path, read.id)
    // In a world, front matter of our keys alone was written for us.
    const isForUs = isWorld && read.id === null && [...keys.keys()].every(isOwnKey)
    const isKept = !isForUs && this.#keepHead(path, read.head, keys)
    this.#checkPlace(path, keys, isKept)
    if (id === null && !keys.has(IMPORTED_AS)) keys.set(IMPORTED_AS, this.#importedAs(path))
    const raw = new Map(isMapping(more) ? Object.entries(more) : [])
    return { path, id, name, page, isAsWritten, keys, more: raw, isFolder: false }
  }

  #text(path: string): string {
    return textOf(this.#pages.get(path) ?? NOTHING)?.text ?? ''
  }

  #freeId(path: string, id: ArtifactId | null): ArtifactId | null {
    if (id === null) return null
    if (!this.#ids.has(id)) {
      this.#ids.add(id)
      return id
    }
    this.#notes.push(`Two files have the id ${id}; ${path} got a new one.`)
    return null
  }

  /** Keeps what stood above the page, so that it is written so again. */
  #keepHead(path: string, head: string | null, keys: Map<string, unknown>): boolean {
    if (head === null || head === '') return false
    if (head.length <= KEPT_FRONT_MAX) keys.set(IMPORTED_FRONT, head)
    else
      this.#notes.push(
        `The lines above the page of ${path} are many: they are written anew when they are saved.`,
      )
    return head.length <= KEPT_FRONT_MAX
  }

  /** Whether a page stands for the folder that it is in: of an `index.md` and a `README.md` one does. */
  #isIndex(path: string): boolean {
    const folder = folderOf(path)
    const bare = folder.slice(0, -1)
    const isBeside = ['.md', '.markdown'].some(
      (ending) => folder !== '' && this.#pages.has(`${bare}${ending}`),
    )
    return this.#indexes.get(folder) === path && !isBeside
  }

  /** The file, or, for a page that stands for its folder, the folder and the file in it. */
  #importedAs(path: string): string {
    const folder = folderOf(path).slice(0, -1)
    const file = path.slice(folderOf(path).length)
    if (!this.#isIndex(path)) return file
    const own = folder === '' ? this.#name : folder.slice(folderOf(folder).length)
    return own === '' ? file : `${own}/${file}`
  }

  /**
   * The name by the front matter, else by the heading that the page begins with, else by the file or its
   * folder.
   */
  #nameFor(path: string, keys: Map<string, unknown>, page: string): string {
    const name = keys.get('name')
    if (typeof name === 'string') {
      keys.delete('name')
      return name
    }
    const title = keys.get('title')
    const told = typeof title === 'string' ? plainWords(title) : ''
    if (told !== '') return told
    return headingOf(page) ?? this.#fileName(path)
  }

  #fileName(path: string): string {
    const stem = stemOf(path)
    if (!this.#isIndex(path)) return nameFromFile(stem) || 'Page'
    const folder = folderOf(path).slice(0, -1)
    return nameFromFile(folder === '' ? this.#name : folder.slice(folderOf(folder).length)) || stem
  }

  #checkPlace(path: string, keys: Map<string, unknown>, isKept: boolean): void {
    if (!keys.has('place') || isMapping(keys.get('place'))) return
    keys.delete('place')
    if (isKept) return
    this.#notes.push(`The “place” of ${path} is not a place on a floor, so it was left out.`)
  }

  /** The page with its pictures; where they were is kept among the keys. */
  #withPictures(path: string, written: string, keys: Map<string, unknown>, isAsWritten: boolean): string {
    const { page, named } = this.#pictures.inPage(written, path, (file, why) =>
      this.#notes.push(`${path} came without ${file}: ${why}`),
    )
    const told = keys.get(IMPORTED_PICTURES)
    this.#pictures.inKey(told, path)
    if (Object.keys(named).length > 0) {
      keys.set(IMPORTED_PICTURES, { ...(isMapping(told) ? told : {}), ...named })
    }
    return isAsWritten ? written : page
  }
}

/**
 * A path as everybody writes it. One that leads out of the folder is left out: a part of it begins with a
 * dot.
 */
export const cleanPath = (path: string): string =>
  path
    .normalize('NFC')
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.')
    .join('/')

/** By path, a hidden folder once for all files in it. */
function toldOnce(files: readonly LeftOutFile[], shown: ReadonlySet<string>): readonly LeftOutFile[] {
  const opened = new Set(Array.from(shown, hiddenFolderOf))
  const told = new Map<string, LeftOutFile>()
  for (const { path, why } of files) {
    const folder = why === WHY.hidden ? hiddenFolderOf(path) : null
    if (folder === null) told.set(`${path}\n${told.size}`, { path, why })
    else told.set(folder, { path: folder, why: opened.has(folder) ? WHY.hiddenPart : why })
  }
  return [...told.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The folder that all are in, with a slash at the end. */
export function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths
  let common = folderOf(first)
  for (const path of others) while (!path.startsWith(common)) common = folderOf(common.slice(0, -1))
  return common
}
