// What follows a move that is done: the folder says where its worlds are now, and the old files stand aside.
// Each step can be done again, so whoever opens the folder next goes on where a move was cut off.
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bindFolder, unbindFolder } from './folder-binding.ts'
import { DATABASE, lockFolder, makeFolder, sync } from '../sqlite/files/data-folder.ts'
import { noteLeft } from '../sqlite/files/left-folder.ts'
import { PROGRESS } from '../sqlite/files/progress-file.ts'
import { readMoveNote, removeMoveNote, type MoveNote } from './move-note.ts'

/** Where a new database is filled, within the data folder. */
export const ARRIVING = 'moving-in'
/** The database last: without it the others say that it is missing. */
const FILES = [`${DATABASE}-wal`, `${DATABASE}-shm`, PROGRESS, DATABASE]

/**
 * Ends what a move began that is done, and throws away what one left that was cut off; for whoever does not
 * have the folder yet. Throws a FolderRefusal.
 */
export function settleMove(folder: string): void {
  if (readMoveNote(folder) === null) return
  const lock = lockFolder(folder)
  try {
    settleLocked(folder)
  } finally {
    lock.close()
  }
}

/**
 * The same in a folder that this process has locked. Answers where the old files are; null where they stay.
 */
export function settleLocked(folder: string): string | null {
  const note = readMoveNote(folder)
  if (note === null) return null
  if (note.done === null) {
    rmSync(join(folder, ARRIVING), { recursive: true, force: true })
    return null
  }
  const aside = join(folder, asideName(note))
  if (note.done.kind === 'postgres') {
    bindFolder(folder, { id: note.done.id, name: note.done.name })
    putAside(folder, aside, note)
  } else {
    takeIn(folder, aside, note)
    unbindFolder(folder)
  }
  sync(folder)
  removeMoveNote(folder)
  return existsSync(aside) ? aside : null
}

/** The same however often a move is settled, and of no two moves. */
const asideName = ({ at, move }: MoveNote): string =>
  `moved-away-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}-${move.slice(0, 8)}`

/** The database that was filled takes its place; one that was left before stands aside. */
function takeIn(folder: string, aside: string, note: MoveNote): void {
  const arriving = join(folder, ARRIVING)
  if (existsSync(join(arriving, DATABASE))) {
    putAside(folder, aside, note)
    renameSync(join(arriving, DATABASE), join(folder, DATABASE))
  }
  rmSync(arriving, { recursive: true, force: true })
}

/** Nothing is ever deleted: a person does that, when they are sure. */
function putAside(folder: string, aside: string, { at, to }: MoveNote): void {
  const files = FILES.filter((file) => existsSync(join(folder, file)))
  if (files.length === 0) return
  makeFolder(aside)
  noteLeft(aside, { at, to })
  for (const file of files) renameSync(join(folder, file), join(aside, file))
  sync(aside)
}
