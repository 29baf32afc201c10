// Whether files are more than one world holds, told before they are read; and the same files as several
// worlds, one for each folder.
import { DOCUMENT_BYTES_MAX } from '../world/limits.ts'
import { isPagePath } from './format/folder-paths.ts'
import { imageType } from '../world/image-type.ts'

/** Most folders that are named with their sizes. */
const NAMED_MAX = 10

/** Why so many bytes make no world, in plain words; null where they do. */
export function whyTooLarge(bytes: number): string | null {
  if (bytes <= DOCUMENT_BYTES_MAX) return null
  return `This has ${megabytes(bytes)}, and a world holds at most ${megabytes(DOCUMENT_BYTES_MAX)}. Make several worlds of it, one for each folder.`
}

/** Whether the pages among files are more than a world holds. */
export const isTooLarge = (
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): boolean =>
  files.reduce((sum, { path, bytes }) => sum + (isPagePath(path) ? bytes.length : 0), 0) > DOCUMENT_BYTES_MAX

/** The same of pages by their paths, with the folders that they could be split by. */
export function whyPagesTooLarge(pages: ReadonlyMap<string, Uint8Array>): string | null {
  const sizes = new Map<string, number>()
  let total = 0
  for (const [path, { length }] of pages) {
    total += length
    const part = topOf(path)
    if (part !== null) sizes.set(part, (sizes.get(part) ?? 0) + length)
  }
  const why = whyTooLarge(total)
  if (why === null || sizes.size === 0) return why
  const largest = [...sizes].sort(([, a], [, b]) => b - a)
  const named = largest.slice(0, NAMED_MAX).map(([part, bytes]) => `${part} (${megabytes(bytes)})`)
  return `${why} Its folders: ${named.join(', ')}${largest.length > NAMED_MAX ? ' and others' : ''}.`
}

/**
 * The files of each folder, and those beside the folders under ''. Pictures of a folder without pages go with
 * each.
 */
export function splitFiles<File extends { readonly path: string }>(
  files: readonly File[],
): ReadonlyMap<string, readonly File[]> {
  const tops = new Set(files.map(({ path }) => topOf(path)))
  // A zip or a folder of one folder is that folder.
  const [only] = tops
  if (tops.size === 1 && only != null) {
    const inner = files.map((file) => ({ ...file, path: file.path.slice(only.length + 1) }))
    return splitFiles(inner)
  }
  const parts = Map.groupBy(files, ({ path }) => topOf(path) ?? '')
  const shared: File[] = []
  for (const [part, those] of parts) {
    if (those.some(({ path }) => isPagePath(path))) continue
    parts.delete(part)
    shared.push(...those.filter(({ path }) => imageType(path) !== null))
  }
  if (parts.size === 0) return new Map([['', files]])
  return new Map([...parts].map(([part, those]) => [part, [...those, ...shared]]))
}

/** The folder at the top that a file is in; null: none. */
function topOf(path: string): string | null {
  const end = path.indexOf('/')
  return end < 0 ? null : path.slice(0, end)
}

const megabytes = (bytes: number): string => `${Math.ceil((bytes * 10) / 1024 / 1024) / 10} MB`
