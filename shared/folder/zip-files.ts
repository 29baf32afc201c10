// A folder as one file. The same files give the same bytes: no time is in it.
import { inflateSync, strFromU8, strToU8, zipSync, type Zippable } from 'fflate'
import { FILES_MAX, FOLDER_BYTES_MAX } from './format/folder-limits.ts'
import type { FolderFile } from './read-folder.ts'
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
 * The files of a zip; null when it is damaged, or is more than a folder may be. `encoding`: a person's choice
 * of how names are read where the zip does not say it.
 */
export function unzipFiles(zip: Uint8Array, encoding: NameEncoding | null = null): UnzippedFiles | null {
  try {
    const entries = entriesOf(zip)
    const total = entries.reduce((sum, { size, packedSize }) => sum + Math.max(size, packedSize), 0)
    if (total > FOLDER_BYTES_MAX) return null
    const { names, guessed } = readNames(entries, encoding)
    const files = entries.flatMap((entry, at) => {
      const path = names[at] ?? ''
      return /[/\\]$/.test(path) ? [] : [{ path, bytes: bytesOf(zip, entry) }]
    })
    return { files, guessed }
  } catch {
    return null
  }
}

interface ZipEntry extends RawName {
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
  if (method !== 8) throw new BadZip()
  return inflateSync(packed, { out: new Uint8Array(size) })
}

/** Files that were packed without a folder around them get the zip's name. */
export function inFolder(name: string, files: readonly FolderFile[]): FolderFile[] {
  const tops = new Set(files.map(({ path }) => path.slice(0, path.indexOf('/') + 1)))
  if (tops.size === 1 && !tops.has('')) return [...files]
  return files.map((file) => ({ ...file, path: `${name}/${file.path}` }))
}
