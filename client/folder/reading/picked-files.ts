// Dropped or chosen files, before they are read: files, and folders with everything in them.
import { FILES_MAX } from '../../../shared/folder/format/folder-limits.ts'
import { whyUnread } from '../../../shared/folder/format/left-out-files.ts'

/** A file that was not read yet; `path` from the dropped folder, with slashes. */
export interface PickedFile {
  readonly path: string
  /** A folder that is not opened has no file, and `why` says why. */
  readonly file: File | null
  readonly why?: string
}

/** An error of the picked files; the message is for people. */
export class PickTrouble extends Error {
  override readonly name = 'PickTrouble'
}

/** The files of a list that somebody chose from. */
export function filesOfList(list: Iterable<File> | null): PickedFile[] {
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
