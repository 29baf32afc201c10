// Dropped or chosen files: files, folders with everything in them, and zips of such folders.
import { FILES_MAX, FOLDER_BYTES_MAX } from '../../shared/folder/format/folder-limits.ts'
import { isPagePath } from '../../shared/folder/format/folder-paths.ts'
import { whyUnread } from '../../shared/folder/format/left-out-files.ts'
import { imageType } from '../../shared/folder/format/image-type.ts'
import type { FolderFile } from '../../shared/folder/read-folder.ts'
import type { GuessedNames, NameEncoding } from '../../shared/folder/zip-names.ts'

/** A file that was not read yet; `path` from the dropped folder, with slashes. */
export interface PickedFile {
  readonly path: string
  /** A folder that is not opened has no file, and `why` says why. */
  readonly file: File | null
  readonly why?: string
}

/** How far reading is. */
export interface Progress {
  readonly done: number
  readonly of: number
}

/** An error of the picked files; the message is for people. */
export class PickTrouble extends Error {
  override readonly name = 'PickTrouble'
}

/** The files of a list that somebody chose from. */
export function filesOfList(list: FileList | null): PickedFile[] {
  return [...(list ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}

/**
 * The files of a drop, those in folders too. Called in the drop's own turn: later the browser shows them no
 * more.
 */
export function filesOfDrop(transfer: DataTransfer): Promise<PickedFile[]> {
  const files: PickedFile[] = []
  const folders: FileSystemDirectoryEntry[] = []
  for (const item of transfer.items) {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null
    const file = item.kind === 'file' ? item.getAsFile() : null
    if (entry !== null && isFolder(entry)) folders.push(entry)
    else if (file !== null) files.push({ path: file.name, file })
  }
  return walk(files, folders)
}

/** True where the files stood in a folder together. */
export const isOneFolder = (files: readonly { readonly path: string }[]): boolean =>
  files.some(({ path }) => path.includes('/'))

async function walk(files: PickedFile[], folders: FileSystemDirectoryEntry[]): Promise<PickedFile[]> {
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of await entriesOf(folder)) {
      const path = entry.fullPath.slice(1)
      const why = whyUnread(entry.name)
      if (why !== null) files.push({ path: isFolder(entry) ? `${path}/` : path, file: null, why })
      else if (isFolder(entry)) folders.push(entry)
      else if (isFile(entry)) files.push({ path, file: await fileOf(entry) })
    }
    if (files.length > FILES_MAX) throw new PickTrouble('There are too many files in it. Choose fewer.')
  }
  return files
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile

/** A browser tells a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return all
    all.push(...some)
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
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
  encoding: NameEncoding | null = null,
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

const isZipName = (path: string): boolean => /\.zip$/i.test(path)
const isWanted = (path: string): boolean => isPagePath(path) || imageType(path) !== null || isZipName(path)

async function readOne({ path, file, why }: PickedFile, encoding: NameEncoding | null): Promise<ReadFiles> {
  if (file === null || !isWanted(path)) {
    return { files: [{ path, bytes: new Uint8Array(), ...(why !== undefined && { why }) }], guessed: null }
  }
  const bytes = new Uint8Array(await file.arrayBuffer().catch(() => unreadable(path)))
  if (!isZipName(path)) return { files: [{ path, bytes }], guessed: null }
  const { inFolder, unzipFiles } = await import('../../shared/folder/zip-files.ts')
  const zip = unzipFiles(bytes, encoding)
  if (zip === null) throw new PickTrouble(`${path} is damaged, or holds more than a folder can.`)
  return { files: inFolder(path.replace(/\.zip$/i, ''), zip.files), guessed: zip.guessed }
}

function unreadable(path: string): never {
  throw new PickTrouble(`${path} cannot be read. It may have been moved or changed.`)
}
