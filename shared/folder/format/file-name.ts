// The file of a page as somebody else called it: kept with the thing, so that it is written to that file
// again, and all that links to it by name still finds it.
import { NAME_MAX } from '../../world/limits.ts'
import { FILE_NAME_BYTES_MAX } from './folder-limits.ts'

/**
 * The key of an artifact that holds it: `Name.md`, or `Name/index.md` for a page that stands for its folder.
 */
export const IMPORTED_AS = 'importedAs'

export interface FileName {
  /** Without the ending; the things in this thing go into the folder of this name. */
  readonly stem: string
  /** From the folder that the thing is in. */
  readonly path: string
  /** The page is in the thing's own folder. */
  readonly isInside: boolean
}

const NAME = /^(?:(.+)\/(?:index|readme)|([^/]+))\.(?:md|markdown)$/i
/** Windows accepts none of these in a name, and a slash or dots would lead out of the folder. */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\0-\x1f\x7f<>:"/\\|?*]|^[ .]|[ .]$/
/** Names that Windows keeps for its devices, with any ending; raised digits count as digits there. */
export const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])(?:\.|$)/i
/** Programs' own folders, which nobody reads. */
const TAKEN = /^(?:node_modules|__macosx)$/i

const encoder = new TextEncoder()

/** Whether every file system takes a file or a folder of this name. */
export const isSafeName = (name: string): boolean =>
  !UNSAFE.test(name) &&
  !DEVICE.test(name) &&
  !TAKEN.test(name) &&
  name.isWellFormed() &&
  name.normalize('NFC') === name &&
  encoder.encode(name).length <= FILE_NAME_BYTES_MAX

/**
 * An artifact's own name for its file; null for a name that some file system does not accept. Anybody may
 * have written it.
 */
export function parseFileName(value: unknown): FileName | null {
  const file = readFileName(value)
  return file !== null && isSafeName(file.stem) ? file : null
}

/** The file that an artifact came as, whatever it was called. */
export function readFileName(value: unknown): FileName | null {
  if (typeof value !== 'string') return null
  const [path, folder, file] = NAME.exec(value) ?? []
  const stem = folder ?? file
  return path === undefined || stem === undefined ? null : { stem, path, isInside: folder !== undefined }
}

/** A file's or a folder's name as the name of a thing: as it is, on one line. */
export const nameFromFile = (stem: string): string =>
  stem.toWellFormed().replace(/\s+/gu, ' ').trim().slice(0, NAME_MAX).toWellFormed()
