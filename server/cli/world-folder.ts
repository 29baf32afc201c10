// A folder of a world on this disk. Written again, only what changed is touched, and nothing that is not
// ours.
import {
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import { FILES_MAX, FOLDER_BYTES_MAX } from '../../shared/folder/format/folder-limits.ts'
import { imageType } from '../../shared/world/image-type.ts'
import { WHY, whyUnread } from '../../shared/folder/format/left-out-files.ts'
import { foldersAround, isPagePath } from '../../shared/folder/format/folder-paths.ts'
import { ownIdOf } from '../../shared/folder/format/front-matter.ts'
import { hiddenImagesShown } from '../../shared/folder/hidden-images.ts'
import type { FolderFile } from '../../shared/folder/read-folder.ts'
import type { TextFile } from '../../shared/folder/save-world.ts'
import { inFolder, isZip, unzipFiles } from '../../shared/folder/zip-files.ts'
import { ENCODINGS, guessedNamesWords, type NameEncoding } from '../../shared/folder/zip-names.ts'
import { warn } from './control/cli-command.ts'
import { CliFault } from './control/cli-fault.ts'

interface WrittenFiles {
  readonly written: number
  readonly removed: number
  readonly same: number
}

/**
 * Reads all files of a folder, or of a zip; throws a CliFault. Links of the file system are not followed.
 * `encoding`: how the names in a zip are read that does not say it; null: guessed, which is told.
 */
export async function readFiles(from: string, encoding: NameEncoding | null): Promise<readonly FolderFile[]> {
  const found = await stat(from).catch(() => null)
  if (found === null) throw new CliFault(`There is nothing at ${from}.`)
  if (found.isDirectory()) return readAll(from)
  if (found.size > FOLDER_BYTES_MAX) {
    const most = FOLDER_BYTES_MAX / 1024 / 1024
    throw new CliFault(
      `${from} is larger than the ${most} MB that are read at once. Unpack it, and name the folder.`,
    )
  }
  const bytes = new Uint8Array(await readFile(from))
  if (!isZip(bytes)) return [{ path: basename(from), bytes }]
  const zip = unzipFiles(bytes, encoding)
  if (zip === null) throw new CliFault(`${from} is damaged, or has too many files in it.`)
  if (zip.guessed !== null && encoding === null) {
    warn(`${guessedNamesWords(zip.guessed)} With --names you choose: ${ENCODINGS.join(', ')}.`)
  }
  return inFolder(basename(from, extname(from)), zip.files)
}

async function readAll(folder: string): Promise<FolderFile[]> {
  const { paths, leftOut } = await listed(folder)
  let total = 0
  const files: FolderFile[] = [...leftOut]
  const read = async (path: string): Promise<void> => {
    const size = await stat(join(folder, path)).then(({ size }) => size, nullIfUnreadable)
    total += size ?? 0
    if (total > FOLDER_BYTES_MAX || files.length >= FILES_MAX) {
      throw new CliFault(`${folder} holds too much: the limit is ${FOLDER_BYTES_MAX / 1024 / 1024} MB.`)
    }
    const bytes = size === null ? null : await readFile(join(folder, path)).catch(nullIfUnreadable)
    if (bytes === null) files.push({ path, bytes: new Uint8Array(), why: WHY.unreadable })
    else files.push({ path, bytes: new Uint8Array(bytes) })
  }
  for (const path of paths) {
    if (isPagePath(path) || imageType(path) !== null) await read(path)
    else files.push({ path, bytes: new Uint8Array() })
  }
  for (const path of hiddenImagesShown(files)) if (await isOwnFile(folder, path)) await read(path)
  return files
}

const UNREADABLE: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'ENOENT'])

/** Null for what was taken away meanwhile, or is not ours to read: it is left out, and the rest comes. */
function nullIfUnreadable(error: NodeJS.ErrnoException): null {
  if (UNREADABLE.has(error.code)) return null
  throw error
}

/** Whether a path is that of a file in a folder, with no link on the way. */
async function isOwnFile(folder: string, path: string): Promise<boolean> {
  const whole = join(await realpath(folder), path)
  const found = await lstat(whole).catch(() => null)
  return found !== null && found.isFile() && (await realpath(whole)) === whole
}

interface FolderListing {
  readonly paths: readonly string[]
  /** Files and whole folders that are not read; a folder with a slash at the end. */
  readonly leftOut: readonly FolderFile[]
}

/** With slashes. */
const pathFrom = (folder: string, path: string): string => relative(folder, path).split(sep).join('/')

/** Files in a folder, with slashes. Hidden files and links are named and not opened. */
async function listed(folder: string): Promise<FolderListing> {
  const paths: string[] = []
  const leftOut: FolderFile[] = []
  const open = [folder]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const entries = await readdir(at, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (at === folder) throw error
      return nullIfUnreadable(error)
    })
    if (entries === null)
      leftOut.push({ path: `${pathFrom(folder, at)}/`, bytes: new Uint8Array(), why: WHY.unreadable })
    for (const entry of entries ?? []) {
      const path = pathFrom(folder, join(at, entry.name))
      const why = whyUnread(entry.name) ?? (entry.isDirectory() || entry.isFile() ? null : WHY.link)
      if (why !== null) {
        leftOut.push({ path: entry.isDirectory() ? `${path}/` : path, bytes: new Uint8Array(), why })
      } else if (entry.isDirectory()) open.push(join(at, entry.name))
      else paths.push(path)
    }
  }
  return { paths: paths.sort(), leftOut }
}

/**
 * Writes files into a folder that is new, empty, or has the same world or thing in it, and pictures beside
 * them that are not there already; throws a CliFault. The numbers are those of the files.
 */
export async function writeFiles(
  folder: string,
  files: readonly TextFile[],
  pictures: readonly FolderFile[],
): Promise<WrittenFiles> {
  const before = await textsIn(folder)
  checkSame(folder, files, before)
  const now = new Set(files.map(({ path }) => path))
  const isStale = (path: string): boolean => !now.has(path) && ownIdOf(before.get(path) ?? '') !== null
  const stale = [...before.keys()].filter(isStale)
  const all = new Set([...now, ...pictures.map(({ path }) => path)])
  const others = [...before.keys()].filter((path) => !isStale(path))
  const [other] = inTheWay(others, all)
  if (other !== undefined) {
    throw new CliFault(
      `${join(folder, other)} is in the way of what is saved there. Move it, or use another --out.`,
    )
  }
  const first = new Set(inTheWay(stale, all))
  for (const path of first) await remove(folder, path)
  let written = 0
  for (const { path, text } of files) {
    if (before.get(path) === text) continue
    await put(join(folder, path), text)
    written += 1
  }
  for (const { path, bytes } of pictures) {
    const there = await readFile(join(folder, path)).catch(() => null)
    if (!there?.equals(bytes)) await put(join(folder, path), bytes)
  }
  for (const path of stale) if (!first.has(path)) await remove(folder, path)
  return { written, removed: stale.length, same: files.length - written }
}

/** The files that are where others need a folder, or in a folder where one of the others goes. */
function inTheWay(files: readonly string[], others: ReadonlySet<string>): readonly string[] {
  const folders = new Set([...others].flatMap(foldersAround))
  return files.filter((path) => folders.has(path) || foldersAround(path).some((around) => others.has(around)))
}

/** The Markdown files that are in a folder. */
async function textsIn(folder: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  if ((await stat(folder).catch(() => null)) === null) return texts
  for (const path of (await listed(folder)).paths) {
    texts.set(path, isPagePath(path) ? await readFile(join(folder, path), 'utf8') : '')
  }
  return texts
}

function checkSame(folder: string, [first]: readonly TextFile[], before: ReadonlyMap<string, string>): void {
  if (before.size === 0 || first === undefined) return
  const id = ownIdOf(first.text)
  if (id !== null && ownIdOf(before.get(first.path) ?? '') === id) return
  throw new CliFault(
    `${folder} has other files in it. Use --out to name a new folder, or one this was saved to before.`,
  )
}

/** Whole or not at all. */
async function put(path: string, text: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const aside = `${path}.part`
  await writeFile(aside, text)
  await rename(aside, path)
}

/** Removes a file, and the folders that it leaves empty. */
async function remove(folder: string, path: string): Promise<void> {
  await rm(join(folder, path))
  for (let at = dirname(path); at !== '.'; at = dirname(at)) {
    const isEmpty = (await readdir(join(folder, at))).length === 0
    if (!isEmpty) return
    await rmdir(join(folder, at))
  }
}
