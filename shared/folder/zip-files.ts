// A folder as one file. The same files give the same bytes: no time is in it.
import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate'
import { FILES_MAX, FOLDER_BYTES_MAX } from './format/folder-limits.ts'
import type { FolderFile } from './read-folder.ts'
import type { TextFile } from './save-world.ts'

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

/** The files of a zip; null when it is damaged, or is more than a folder may be. */
export function unzipFiles(bytes: Uint8Array): FolderFile[] | null {
  let total = 0
  let count = 0
  try {
    const files = unzipSync(bytes, {
      filter({ name, originalSize }) {
        total += originalSize
        count += 1
        return total <= FOLDER_BYTES_MAX && count <= FILES_MAX && !name.endsWith('/')
      },
    })
    if (total > FOLDER_BYTES_MAX || count > FILES_MAX) return null
    return Object.entries(files).map(([path, bytes]) => ({ path, bytes }))
  } catch {
    return null
  }
}

/** Files that were packed without a folder around them get the zip's name. */
export function inFolder(name: string, files: readonly FolderFile[]): FolderFile[] {
  const tops = new Set(files.map(({ path }) => path.slice(0, path.indexOf('/') + 1)))
  if (tops.size === 1 && !tops.has('')) return [...files]
  return files.map((file) => ({ ...file, path: `${name}/${file.path}` }))
}
