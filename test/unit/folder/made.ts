// Folders in memory and from a disk, as tests read them.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { problemWords } from '../../../shared/folder/format/folder-problem.ts'
import { readFolder, type Folder, type FolderFile } from '../../../shared/folder/read-folder.ts'
import type { TextFile } from '../../../shared/folder/save-world.ts'

export function bytesOf(files: readonly TextFile[]): FolderFile[] {
  return files.map(({ path, text }) => ({ path, bytes: new TextEncoder().encode(text) }))
}

/** Files by their paths. */
export function filesOf(texts: Readonly<Record<string, string | Uint8Array>>): FolderFile[] {
  return Object.entries(texts).map(([path, text]) => ({
    path,
    bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text,
  }))
}

/** Reads a folder that has to be a good one. */
export function goodFolder(files: readonly FolderFile[]): Folder {
  const read = readFolder(files)
  if (!read.ok) throw new Error(read.problems.map(problemWords).join('\n'))
  return read.folder
}

/** The problems of a folder that cannot be read. */
export function problemsOf(files: readonly FolderFile[]): string[] {
  const read = readFolder(files)
  return read.ok ? [] : read.problems.map(problemWords)
}

/** All files of a folder on this disk. */
export function filesIn(folder: string): FolderFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path), bytes: new Uint8Array(readFileSync(path)) }))
}
