// A folder as one file. The same files give the same bytes: no time is in it.
import { inflateSync, strFromU8, strToU8, zipSync, type Zippable } from 'fflate'
import { imageType } from '../world/image-type.ts'
import { FILES_MAX, FOLDER_BYTES_MAX } from './format/folder-limits.ts'
import { isPagePath } from './format/folder-paths.ts'
import { isHiddenImage, WHY, whyUnread } from './format/left-out-files.ts'
import { hiddenImagesShown } from './hidden-images.ts'
import { cleanPath, type FolderFile } from './read-folder.ts'
import type { TextFile } from './save-world.ts'
import { fieldOf, readNames, type GuessedNames, type NameEncoding, type RawName } from './zip-names.ts'

/** The first day that a zip can name. */
const NO_TIME = new Date(1980, 0, 1)

/** Smaller files are put in unpacked: packing ten thousand of them takes seconds and saves little. */
const SMALL_BYTES = 2048

/** Packs files into a zip, in a folder called `name`. Pictures are packed already. */
export function zipFiles(
  files: readonly TextFile[],
  name: string,
  pictures: readonly FolderFile[] = [],
): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {}
  for (const { path, text } of files) {
    const bytes = strToU8(text)
    entries[`${name}/${path}`] = [bytes, { level: bytes.length < SMALL_BYTES ? 0 : 6 }]
  }
  for (const { path, bytes } of pictures) entries[`${name}/${path}`] = [bytes, { level: 0 }]
  return zipSync(entries, { mtime: NO_TIME })
}

/** Whether a file begins as a zip does. */
export function isZip(bytes: Uint8Array): boolean {
  return strFromU8(bytes.subarray(0, 4), true) === 'PK\u0003\u0004'
}

interface UnzippedFiles {
  /** In the order of the zip; two can have the same path. */
  readonly files: readonly FolderFile[]
  /** Null where the zip says how its names are written. */
  readonly guessed: GuessedNames | null
}

/**
 * The files of a zip; null when it is damaged, or has more files than a folder may have. A file that cannot
 * be read says why, and has no bytes, as all that are neither pages nor images. Zips in a zip of nothing
 * else are parts of one folder: they are opened, too. `encoding`: a person's choice of how names are read
 * where the zip does not say it.
 */
export function unzipFiles(zip: Uint8Array, encoding: NameEncoding | null = null): UnzippedFiles | null {
  try {
    return new Unzipping(encoding).unzip(zip)
  } catch {
    return null
  }
}

/** Whether a file is a zip, by its name. */
export const isZipName = (path: string): boolean => /\.zip$/i.test(path)

/** Reads a zip and the zips in it. The bounds hold for all together, so that nesting gains nothing. */
class Unzipping {
  readonly #encoding: NameEncoding | null
  #files = 0
  #bytes = 0
  #innerZipBytes = 0

  constructor(encoding: NameEncoding | null) {
    this.#encoding = encoding
  }

  unzip(zip: Uint8Array, isInner = false): UnzippedFiles {
    const entries = entriesOf(zip)
    this.#files += entries.length
    if (this.#files > FILES_MAX) throw new BadZip()
    const { names, guessed } = readNames(entries, this.#encoding)
    const named = entries
      .map((entry, at) => ({ entry, path: names[at] ?? '' }))
      .filter(({ path }) => !/[/\\]$/.test(path))
    const hasParts = !isInner && named.length > 0 && named.every(({ path }) => isZipName(path))
    if (hasParts) return this.#parts(zip, named)
    // Pages first: pictures get the room that these leave, those in hidden folders the rest.
    const turnOf = ({ path }: { readonly path: string }): number =>
      isHiddenImage(path) ? 2 : Number(!isPagePath(path))
    const [pages = [], images = [], hidden = []] = [0, 1, 2].map((turn) =>
      named.filter((one) => turnOf(one) === turn),
    )
    const files = [...pages, ...images].map(({ entry, path }) => this.#file(zip, entry, path))
    const shown = hidden.length === 0 ? NONE : hiddenImagesShown(files)
    for (const { entry, path } of hidden) {
      const isShown = shown.has(cleanPath(path))
      files.push(isShown ? this.#file(zip, entry, path) : { path, bytes: NOTHING, why: WHY.hidden })
    }
    return { files, guessed }
  }

  #parts(
    zip: Uint8Array,
    named: readonly { readonly entry: ZipEntry; readonly path: string }[],
  ): UnzippedFiles {
    const files: FolderFile[] = []
    let guessed: GuessedNames | null = null
    for (const { entry, path } of named) {
      const why = whyUnreadEntry(entry)
      this.#innerZipBytes += bytesFor(entry)
      if (why !== null || this.#innerZipBytes > FOLDER_BYTES_MAX) {
        files.push({ path, bytes: NOTHING, why: why ?? WHY.tooLarge })
        continue
      }
      try {
        const inner = this.unzip(bytesOf(zip, entry), true)
        for (const file of inner.files) files.push(file)
        guessed ??= inner.guessed
      } catch {
        files.push({ path, bytes: NOTHING, why: WHY.damaged })
      }
    }
    return { files, guessed }
  }

  #file(zip: Uint8Array, entry: ZipEntry, path: string): FolderFile {
    if (entry.isLink) return { path, bytes: NOTHING, why: WHY.link }
    const isRead = whyUnread(path) === null || isHiddenImage(path)
    const isWanted = isRead && (isPagePath(path) || imageType(path) !== null)
    if (!isWanted) return { path, bytes: NOTHING }
    const why = whyUnreadEntry(entry)
    if (why !== null) return { path, bytes: NOTHING, why }
    if (this.#bytes + bytesFor(entry) > FOLDER_BYTES_MAX) return { path, bytes: NOTHING, why: WHY.tooLarge }
    this.#bytes += bytesFor(entry)
    try {
      return { path, bytes: bytesOf(zip, entry) }
    } catch {
      return { path, bytes: NOTHING, why: WHY.damaged }
    }
  }
}

const NOTHING = new Uint8Array()
const NONE: ReadonlySet<string> = new Set()

const bytesFor = ({ size, packedSize }: ZipEntry): number => Math.max(size, packedSize)

/** How zips are packed, by the numbers of APPNOTE.TXT (4.4.5), beside the two that are read here. */
const PACKINGS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
}

/** Why the file of an entry cannot be read; null when it can. */
function whyUnreadEntry({ isLocked, method }: ZipEntry): string | null {
  if (isLocked) return 'It is locked with a password. Unpack the zip yourself, and choose the folder.'
  if (method === 0 || method === 8) return null
  const packing = PACKINGS[method] ?? `method ${method}`
  return `It is packed as ${packing}, which cannot be read here. Unpack the zip yourself, and choose the folder.`
}

interface ZipEntry extends RawName {
  /** A link of a file system, by the mode that Unix gave it. */
  readonly isLink: boolean
  /** Encrypted. */
  readonly isLocked: boolean
  readonly method: number
  readonly packedSize: number
  readonly size: number
  /** Where its file begins in the zip. */
  readonly at: number
}

/** What the end of the list of entries begins with, and its length without a comment. */
const END = 0x06054b50
const END_BYTES = 22
/** Its larger twin: for more than 65,535 files, and in all zips of some programs. */
const END_64 = 0x06064b50
const ENTRY = 0x02014b50
/** The further field of an entry with its large numbers, and the number that says to look there. */
const LARGE = 1
const IS_LARGE = 0xffffffff

/** The system that made an entry, and of its mode, the bits of its kind and those of a link (stat.h). */
const UNIX = 3
const FILE_KIND = 0o170000
const LINK_KIND = 0o120000

class BadZip extends Error {
  override readonly name = 'BadZip'
}

/**
 * The entries by the list at the end of the zip (APPNOTE.TXT, 4.3); throws where it is damaged. fflate tells
 * neither a second file of the same name nor the bytes and fields of a name.
 */
function entriesOf(zip: Uint8Array): ZipEntry[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const u16 = (at: number): number => view.getUint16(at, true)
  const u32 = (at: number): number => view.getUint32(at, true)
  let end = zip.length - END_BYTES
  // A comment may follow, of at most 65,535 bytes.
  for (; u32(end) !== END; end -= 1) if (zip.length - end > END_BYTES + 0xffff) throw new BadZip()
  let count = u16(end + 10)
  let at = u32(end + 16)
  if (count === 0xffff || at === IS_LARGE) {
    const end64 = u32(end - 12)
    if (u32(end64) !== END_64) throw new BadZip()
    count = u32(end64 + 32)
    at = u32(end64 + 48)
  }
  if (count > FILES_MAX) throw new BadZip()
  return Array.from({ length: count }, () => {
    if (u32(at) !== ENTRY) throw new BadZip()
    const nameAt = at + 46
    const extraAt = nameAt + u16(at + 28)
    const extra = zip.subarray(extraAt, extraAt + u16(at + 30))
    const large = fieldOf(extra, LARGE)
    let next = 0
    const number = (told: number): number => {
      if (told !== IS_LARGE || large === null) return told
      next += 8
      return Number(new DataView(large.buffer, large.byteOffset, large.length).getBigUint64(next - 8, true))
    }
    const size = number(u32(at + 24))
    const packedSize = number(u32(at + 20))
    const begin = number(u32(at + 42))
    const entry = {
      bytes: zip.subarray(nameAt, extraAt),
      isUtf8: (u16(at + 8) & 0x800) !== 0,
      extra,
      isLink: zip[at + 5] === UNIX && ((u32(at + 38) >>> 16) & FILE_KIND) === LINK_KIND,
      isLocked: (u16(at + 8) & 1) !== 0,
      method: u16(at + 10),
      packedSize,
      size,
      at: begin + 30 + u16(begin + 26) + u16(begin + 28),
    }
    at = extraAt + extra.length + u16(at + 32)
    return entry
  })
}

/** The file of an entry. */
function bytesOf(zip: Uint8Array, { at, method, packedSize, size }: ZipEntry): Uint8Array {
  const packed = zip.subarray(at, at + packedSize)
  if (method === 0) return packed.slice()
  return inflateSync(packed, { out: new Uint8Array(size) })
}

/** Files that were packed without a folder around them get the zip's name. */
export function inFolder(name: string, files: readonly FolderFile[]): FolderFile[] {
  const tops = new Set(files.map(({ path }) => path.slice(0, path.indexOf('/') + 1)))
  if (tops.size === 1 && !tops.has('')) return [...files]
  return files.map((file) => ({ ...file, path: `${name}/${file.path}` }))
}
