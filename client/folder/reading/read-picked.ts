// Reads picked files, and those in picked zips.
import { FOLDER_BYTES_MAX } from '../../../shared/folder/format/folder-limits.ts'
import { isPagePath } from '../../../shared/folder/format/folder-paths.ts'
import { imageType } from '../../../shared/world/image-type.ts'
import type { FolderFile } from '../../../shared/folder/read-folder.ts'
import { inFolder, isZipName, unzipFiles } from '../../../shared/folder/zip-files.ts'
import type { GuessedNames, NameEncoding } from '../../../shared/folder/zip-names.ts'
import { isLooseCsv, pageFromCsv } from './csv-page.ts'
import { PickTrouble, type PickedFile } from './picked-files.ts'

/** How far reading is. */
export interface Progress {
  readonly done: number
  readonly of: number
}

/** Files that are read at once. */
const AT_ONCE = 32

interface ReadFiles {
  readonly files: readonly FolderFile[]
  /** Null where no zip among them needed a guess of how its names are written. */
  readonly guessed: GuessedNames | null
}

/**
 * Reads the picked files; throws a PickTrouble. Of a file that is neither a page nor an image only the name
 * is taken. `encoding`: how the names in a zip are read that does not say it, where the person chose.
 */
export async function readPicked(
  picked: readonly PickedFile[],
  tell: (progress: Progress) => void,
  encoding: NameEncoding | null,
): Promise<ReadFiles> {
  const total = picked.reduce((sum, { file, path }) => sum + (isWanted(path) ? (file?.size ?? 0) : 0), 0)
  if (total > FOLDER_BYTES_MAX) {
    throw new PickTrouble(`That is more than ${FOLDER_BYTES_MAX / 1024 / 1024} MB. Choose fewer files.`)
  }
  const read: FolderFile[] = []
  let guessed: GuessedNames | null = null
  for (let at = 0; at < picked.length; at += AT_ONCE) {
    tell({ done: at, of: picked.length })
    const some = await Promise.all(picked.slice(at, at + AT_ONCE).map((file) => readOne(file, encoding)))
    for (const one of some) {
      for (const file of one.files) read.push(file)
      guessed ??= one.guessed
    }
  }
  return { files: read, guessed }
}

/** In a folder, a zip stays out, as in a zip: nobody knows whether its pages belong to those around it. */
const isLooseZip = (path: string): boolean => isZipName(path) && !path.includes('/')

const isWanted = (path: string): boolean =>
  isPagePath(path) || imageType(path) !== null || isLooseZip(path) || isLooseCsv(path)

async function readOne({ path, file, why }: PickedFile, encoding: NameEncoding | null): Promise<ReadFiles> {
  if (file === null || !isWanted(path)) {
    return { files: [{ path, bytes: new Uint8Array(), ...(why !== undefined && { why }) }], guessed: null }
  }
  const bytes = new Uint8Array(await file.arrayBuffer().catch(() => unreadable(path)))
  if (isLooseCsv(path)) return { files: [pageFromCsv(path, bytes)], guessed: null }
  if (!isLooseZip(path)) return { files: [{ path, bytes }], guessed: null }
  const zip = unzipFiles(bytes, encoding)
  if (zip === null) {
    const why = 'It is damaged, or has too many files in it.'
    return { files: [{ path, bytes: new Uint8Array(), why }], guessed: null }
  }
  return { files: inFolder(path.replace(/\.zip$/i, ''), zip.files), guessed: zip.guessed }
}

function unreadable(path: string): never {
  throw new PickTrouble(`${path} cannot be read. It may have been moved or changed.`)
}
