// Where the pictures of a world go as it is written: to the path that they came from, else to `pictures/`.
import type { PictureType } from '../../pictures/picture-limits.ts'
import type { PictureId } from '../../world/picture-id.ts'
import { isSafeName } from '../format/file-name.ts'
import { imageType } from '../../world/image-type.ts'
import { isHiddenImage, whyUnread } from '../format/left-out-files.ts'
import type { NamedPicture } from '../links/named-pictures.ts'
import { encodeLink, folded, foldersAround, linkTo, resolvePath } from '../format/folder-paths.ts'
import { isPictureFile, pictureFile } from './folder-pictures.ts'

/** The kinds of the pictures that are at hand, by name: those are written as files, too. */
export type PictureKinds = ReadonlyMap<PictureId, PictureType>

export class PicturePaths {
  readonly #kinds: PictureKinds
  /** The picture at each path. */
  readonly #files = new Map<string, PictureId>()
  /** Paths as a file system may take them for the same; those of pages too. */
  readonly #taken = new Set<string>()
  /** The folders of those: no file can be there. */
  readonly #folders = new Set<string>()
  /** By page and picture: the path that the page says. */
  readonly #ofPages = new Map<string, string>()
  /** By page and picture: how the page writes that path. */
  readonly #spelled = new Map<string, string>()
  /** By picture: its first path. */
  readonly #first = new Map<PictureId, string>()

  constructor(kinds: PictureKinds, pages: Iterable<string>) {
    this.#kinds = kinds
    for (const path of pages) this.#take(path)
  }

  /** The picture at each path. */
  get all(): ReadonlyMap<string, PictureId> {
    return this.#files
  }

  /**
   * Keeps the paths that a page says for its pictures; false where not all of them can be. Anybody may have
   * written them.
   */
  keep(page: string, pictures: readonly NamedPicture[]): boolean {
    let isWhole = true
    for (const { path: from, id } of pictures) {
      const path = resolvePath(page, from)
      if (path === null || !this.#put(path, id)) isWhole = false
      else {
        this.#ofPages.set(`${page}\n${id}`, path)
        this.#spelled.set(`${page}\n${id}`, from)
      }
    }
    return isWhole
  }

  /** How a page links to a picture that it shows; null when that is not at hand. */
  link(id: PictureId, page: string): string | null {
    const path = this.show(id, page)
    if (path === null) return null
    const spelled = this.#spelled.get(`${page}\n${id}`)
    return spelled === undefined ? linkTo(page, path) : encodeLink(spelled)
  }

  /** Where a picture goes that a page shows; null when it is not at hand. */
  show(id: PictureId, page: string): string | null {
    const kept = this.#ofPages.get(`${page}\n${id}`) ?? this.#first.get(id)
    if (kept !== undefined) return kept
    const kind = this.#kinds.get(id)
    if (kind === undefined) return null
    const path = pictureFile(id, kind)
    this.#note(path, id)
    return path
  }

  #put(path: string, id: PictureId): boolean {
    if (this.#files.get(path) === id) return true
    const isSafe = path.split('/').every((part) => isSafeName(part.replace(/^\.(?=[^.])/, '')))
    if (!this.#kinds.has(id) || imageType(path) === null || !isSafe) return false
    // It would not be read again, or stand where another one goes that has no path.
    const isRead = whyUnread(path) === null || isHiddenImage(path)
    if (!isRead || isPictureFile(path) || !this.#isFree(folded(path))) return false
    this.#note(path, id)
    return true
  }

  #note(path: string, id: PictureId): void {
    this.#files.set(path, id)
    this.#take(path)
    if (!this.#first.has(id)) this.#first.set(id, path)
  }

  #isFree(path: string): boolean {
    return (
      !this.#taken.has(path) &&
      !this.#folders.has(path) &&
      !foldersAround(path).some((folder) => this.#taken.has(folder))
    )
  }

  #take(path: string): void {
    this.#taken.add(folded(path))
    for (const folder of foldersAround(folded(path))) this.#folders.add(folder)
  }
}
