// Pictures of a folder: files there, and in a world named by their content. When a folder is read, a page's
// own links to image files become pictures of the world. When it is written, they are files in `pictures/`.
import { digest } from 'lib0/hash/sha256'
import { ENDINGS, type PictureType } from '../../pictures/picture-limits.ts'
import { cleanPicture } from '../../pictures/clean-picture.ts'
import { PictureTrouble } from '../../pictures/picture-bytes.ts'
import {
  parsePictureId,
  pictureUrlPath,
  pictureAt,
  pictureOfSprite,
  type PictureId,
} from '../../world/picture-id.ts'
import { ownValue } from '../../world/place.ts'
import { createFileFinder, type FileFinder } from '../links/file-finder.ts'
import { linkIn } from '../links/file-link.ts'
import { namesOnPage, redirect } from '../links/folder-links.ts'
import { parseNamedPictures } from '../links/named-pictures.ts'
import { imageType } from '../../world/image-type.ts'
import { relativePath, resolvePath } from '../format/folder-paths.ts'
import { isMapping } from '../format/yaml-values.ts'

/** A picture that comes with a folder, as a world keeps it. */
export interface FolderPicture {
  readonly id: PictureId
  readonly type: PictureType
  readonly bytes: Uint8Array<ArrayBuffer>
  /** As it is shown, in pixels. */
  readonly width: number
  readonly height: number
}

/** The folder that pictures are written to, beside the pages. */
const FOLDER = 'pictures/'
/** How much of a picture's name is the name of its file: nobody has two that begin alike. */
const NAME_LENGTH = 16
const NAME = /(?:^|\/)([0-9a-f]{16,64})\.[a-z]+$/

/** Where a picture is written to. */
export const pictureFile = (id: PictureId, type: PictureType): string =>
  `${FOLDER}${id.slice(0, NAME_LENGTH)}.${ENDINGS[type]}`

/** Whether a path is the default one of a picture that has no path of its own. */
export const isPictureFile = (path: string): boolean => path.startsWith(FOLDER) && NAME.test(path)

/** Pictures that a page shows or links to become files; `linkOf` answers null for one that is not at hand. */
export function withPictureFiles(page: string, linkOf: (id: PictureId) => string | null): string {
  if (!page.includes('/assets/')) return page
  return redirect(page, ({ text }) => {
    const id = pictureAt(text)
    return id && linkOf(id)
  })
}

/** The way to a file from a page: as it is written there, from the top or with `./`, else the shortest. */
const spelledPath = (from: string, path: string, written: string): string =>
  /^\.?\//.test(written) && resolvePath(from, written) === path ? written : relativePath(from, path)

/** The way back: files become the pictures that they are. */
export function withPicturePaths(page: string, from: string, files: ReadonlyMap<string, PictureId>): string {
  if (files.size === 0) return page
  let finder: FileFinder | null = null
  return redirect(page, ({ text }) => {
    const link = linkIn(text)
    if (link === null || imageType(link.path) === null) return null
    const exact = files.get(resolvePath(from, link.path) ?? '')
    const id = exact ?? files.get((finder ??= createFileFinder(files.keys())).find(from, link.path) ?? '')
    return id === undefined ? null : pictureUrlPath(id)
  })
}

interface PageWithPictures {
  readonly page: string
  /** Where its pictures were, by the thing's own record; empty when it shows none. */
  readonly named: Readonly<Record<string, unknown>>
}

/** Image files of a folder that is read, by path; those that something shows become pictures. */
export class FolderPictures {
  readonly #images: ReadonlyMap<string, Uint8Array>
  readonly #used = new Map<PictureId, FolderPicture>()
  readonly #known = new Map<string, FolderPicture | string>()
  readonly #shown = new Set<string>()
  readonly #finder: FileFinder

  constructor(images: ReadonlyMap<string, Uint8Array>) {
    this.#images = images
    this.#finder = createFileFinder(images.keys())
  }

  /** Those that something shows. */
  get used(): readonly FolderPicture[] {
    return [...this.#used.values()]
  }

  /** The paths of those. */
  get shown(): ReadonlySet<string> {
    return this.#shown
  }

  /**
   * Images that nothing shows. Those that something shows and that are none are told where they are shown.
   */
  unused(): readonly string[] {
    return [...this.#images.keys()].filter((path) => !this.#shown.has(path))
  }

  /**
   * The page with pictures of the world where its links show files; `tell` is told which are not taken, and
   * why.
   */
  inPage(page: string, from: string, tell: (path: string, why: string) => void): PageWithPictures {
    const named: Record<string, unknown> = {}
    if (this.#images.size === 0) return { page, named }
    const show = (path: string, written: string): PictureId | null => {
      const read = this.#read(path)
      if (read === null) return null
      this.#shown.add(path)
      if (typeof read === 'string') {
        tell(path, read)
        return null
      }
      this.#used.set(read.id, read)
      if (!isPictureFile(path))
        named[spelledPath(from, path, written)] ??= [pictureUrlPath(read.id), read.width, read.height]
      return read.id
    }
    for (const name of namesOnPage(page)) {
      const path = imageType(name) === null ? null : this.#finder.find(from, name)
      if (path !== null) show(path, '')
    }
    const linked = redirect(page, ({ text }) => {
      const id = pictureAt(text)
      if (id !== null) this.#find(id)
      const link = linkIn(text)
      const path = link === null || imageType(link.path) === null ? null : this.#finder.find(from, link.path)
      const shown = link && path && show(path, link.path)
      return shown && pictureUrlPath(shown)
    })
    return { page: linked, named }
  }

  /** A page says itself which pictures its names mean: they come along where the folder has them. */
  inKey(told: unknown, from: string): void {
    for (const { path, id } of parseNamedPictures(told)) {
      this.#take(resolvePath(from, path) ?? '', id)
      this.#find(id)
    }
  }

  /** A thing looks like a picture: it comes along where the folder has it. */
  inLook(look: unknown): void {
    const sprite = isMapping(look) ? ownValue(look, 'sprite') : undefined
    const id = typeof sprite === 'string' ? pictureOfSprite(sprite) : null
    if (id !== null) this.#find(id)
  }

  /** Looks for a picture by its name, among the files that are called like it. */
  #find(id: PictureId): void {
    for (const path of this.#images.keys()) {
      const name = NAME.exec(path)?.[1]
      if (name !== undefined && id.startsWith(name)) this.#take(path, id)
    }
  }

  /** Takes a file along, if it is that picture. */
  #take(path: string, id: PictureId): void {
    const read = this.#read(path)
    if (typeof read !== 'object' || read?.id !== id) return
    this.#used.set(id, read)
    this.#shown.add(path)
  }

  /** A file as a picture; why it is none; null where there is no such file. */
  #read(path: string): FolderPicture | string | null {
    const bytes = this.#images.get(path)
    if (bytes === undefined) return null
    const known = this.#known.get(path) ?? pictureOf(bytes)
    this.#known.set(path, known)
    return known
  }
}

function pictureOf(raw: Uint8Array): FolderPicture | string {
  try {
    const { type, bytes, width, height } = cleanPicture(raw)
    const hex = Array.from(digest(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
    const id = parsePictureId(hex)
    if (id === null) throw new Error('a digest is a name')
    return { id, type, bytes, width, height }
  } catch (error) {
    if (error instanceof PictureTrouble) return error.message
    throw error
  }
}
