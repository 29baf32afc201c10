// Dropped or chosen files, before they are read: files, and folders with everything in them.
import { FILES_MAX, HIDDEN_FILES_MAX } from '../../../shared/folder/format/folder-limits.ts'
import {
  hiddenFolderOf,
  isHiddenImage,
  mayHoldPictures,
  WHY,
  whyUnread,
} from '../../../shared/folder/format/left-out-files.ts'

/** A file that was not read yet; `path` from the dropped folder, with slashes. */
export interface PickedFile {
  readonly path: string
  /** Null: it is not read. A folder that is not opened has none. */
  readonly file: File | null
  /** Why it is left out. An image in a hidden folder has a file, too: it comes where a page shows it. */
  readonly why?: string
}

/** An error of the picked files; the message is for people. */
export class PickTrouble extends Error {
  override readonly name = 'PickTrouble'
}

/** The files of a list that somebody chose from; of a hidden folder its images, and the folder as one. */
export function filesOfList(list: Iterable<File> | null): PickedFile[] {
  const files: PickedFile[] = []
  const hidden = new Set<string>()
  for (const file of list ?? []) {
    const path = file.webkitRelativePath || file.name
    const folder = hiddenFolderOf(path)
    if (folder === null) files.push({ path, file })
    else hidden.add(folder)
    if (isHiddenImage(path)) files.push({ path, file, why: WHY.hidden })
  }
  for (const path of hidden) files.push({ path, file: null, why: WHY.hidden })
  return files
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
  const hidden: FileSystemDirectoryEntry[] = []
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = await entriesOf(folder).catch(() => null)
    if (entries === null) files.push({ path: pathOf(folder), file: null, why: WHY.unreadable })
    for (const entry of entries ?? []) {
      const why = whyUnread(entry.name)
      if (why !== null) files.push({ path: pathOf(entry), file: null, why })
      if (why === WHY.hidden && isFolder(entry) && mayHoldPictures(entry.name)) hidden.push(entry)
      else if (why === null && isFolder(entry)) folders.push(entry)
      else if (why === null && isFile(entry)) files.push(await pickedFrom(entry))
    }
    if (files.length > FILES_MAX) throw new PickTrouble('There are too many files in it. Choose fewer.')
  }
  return [...files, ...(await hiddenImagesIn(hidden))]
}

/** The images in hidden folders: who reads the files finds out which of them pages show. */
async function hiddenImagesIn(folders: FileSystemDirectoryEntry[]): Promise<PickedFile[]> {
  const images: PickedFile[] = []
  let left = HIDDEN_FILES_MAX
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = (await entriesOf(folder, left + 1).catch(() => null)) ?? []
    left -= entries.length
    // Nobody knows which pictures were not seen.
    if (left < 0) return [...images, { path: pathOf(folder), file: null, why: WHY.hiddenMany }]
    for (const entry of entries) {
      const path = pathOf(entry)
      if (isFolder(entry)) {
        if (mayHoldPictures(entry.name)) folders.push(entry)
      } else if (isFile(entry) && isHiddenImage(path))
        images.push({ ...(await pickedFrom(entry)), why: WHY.hidden })
    }
  }
  return images
}

/** From the dropped folder; that of a folder has a slash at the end. */
const pathOf = (entry: FileSystemEntry): string => `${entry.fullPath.slice(1)}${isFolder(entry) ? '/' : ''}`

async function pickedFrom(entry: FileSystemFileEntry): Promise<PickedFile> {
  const path = pathOf(entry)
  const file = await fileOf(entry).catch(() => null)
  return file === null ? { path, file, why: WHY.unreadable } : { path, file }
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile

/** A browser tells a hundred at a time; no more of them are asked for than there have to be. */
async function entriesOf(folder: FileSystemDirectoryEntry, enough = Infinity): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    all.push(...some)
    if (some.length === 0 || all.length >= enough) return all
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}
