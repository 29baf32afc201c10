// Reads picked files, and those in picked zips.
import { FOLDER_BYTES_MAX } from '../../../shared/folder/format/folder-limits.ts'
import { isPagePath } from '../../../shared/folder/format/folder-paths.ts'
import { isHiddenImage, WHY } from '../../../shared/folder/format/left-out-files.ts'
import { hiddenImagesShown } from '../../../shared/folder/hidden-images.ts'
import { imageType } from '../../../shared/world/image-type.ts'
import { cleanPath, type FolderFile } from '../../../shared/folder/read-folder.ts'
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
  const [own, hidden] = [picked.filter((one) => !isHidden(one)), picked.filter(isHidden)]
  let total = own.reduce((sum, { file, path }) => sum + (isWanted(path) ? (file?.size ?? 0) : 0), 0)
  if (total > FOLDER_BYTES_MAX) {
    throw new PickTrouble(`That is more than ${FOLDER_BYTES_MAX / 1024 / 1024} MB. Choose fewer files.`)
  }
  const read: FolderFile[] = []
  let guessed: GuessedNames | null = null
  for (let at = 0; at < own.length; at += AT_ONCE) {
    tell({ done: at, of: picked.length })
    const some = await Promise.all(own.slice(at, at + AT_ONCE).map((file) => readOne(file, encoding)))
    for (const one of some) {
      for (const file of one.files) read.push(file)
      guessed ??= one.guessed
    }
  }
  const shown = hidden.length === 0 ? null : hiddenImagesShown(read)
  for (const { path, file, why = WHY.hidden } of hidden) {
    const isShown = file !== null && shown?.has(cleanPath(path)) === true
    if (isShown) total += file.size
    if (!isShown) read.push(leftOut(path, why))
    else if (total > FOLDER_BYTES_MAX) read.push(leftOut(path, WHY.tooLarge))
    else read.push(...(await readOne({ path, file }, encoding)).files)
  }
  return { files: read, guessed }
}

/** Images that come where a page shows them. */
const isHidden = ({ path, why }: PickedFile): boolean => why === WHY.hidden && isHiddenImage(path)

const leftOut = (path: string, why?: string): FolderFile => ({
  path,
  bytes: new Uint8Array(),
  ...(why !== undefined && { why }),
})

/** In a folder, a zip stays out, as in a zip: nobody knows whether its pages belong to those around it. */
const isLooseZip = (path: string): boolean => isZipName(path) && !path.includes('/')

const isWanted = (path: string): boolean =>
  isPagePath(path) || imageType(path) !== null || isLooseZip(path) || isLooseCsv(path)

async function readOne({ path, file, why }: PickedFile, encoding: NameEncoding | null): Promise<ReadFiles> {
  const only = (one: FolderFile): ReadFiles => ({ files: [one], guessed: null })
  if (file === null || !isWanted(path)) return only(leftOut(path, why))
  const buffer = await file.arrayBuffer().catch(() => null)
  if (buffer === null) return only(leftOut(path, WHY.unreadable))
  const bytes = new Uint8Array(buffer)
  if (isLooseCsv(path)) return only(pageFromCsv(path, bytes))
  if (!isLooseZip(path)) return only({ path, bytes })
  const zip = unzipFiles(bytes, encoding)
  if (zip === null) return only(leftOut(path, 'It is damaged, or has too many files in it.'))
  return { files: inFolder(path.replace(/\.zip$/i, ''), zip.files), guessed: zip.guessed }
}
