// The note of a move in the data folder: which move it is, and, from one moment on, that it is done. That
// moment is the whole of a move; before it the old store is the node's, after it the new one, whatever else
// was cut off.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { StoreRefusal } from '../store-refusal.ts'
import { sync } from '../sqlite/files/data-folder.ts'
import { noted, noteIn, writeNote } from '../sqlite/files/note-file.ts'

const FILE = 'move.json'

const Note = z.object({
  /** Names the move: what a store says of one that was cut off has the same name. */
  move: z.string().min(1),
  /** The names of moves before it that were cut off, the last ones; none of them was ever done. */
  before: z.array(z.string()),
  /** The store that the folder's node has from now on; null until the move is done. */
  done: z
    .union([
      z.object({ kind: z.literal('sqlite') }),
      z.object({ kind: z.literal('postgres'), id: z.string().min(1), name: z.string() }),
    ])
    .nullable(),
  /** ms since 1970. */
  at: z.number(),
  /** For people. */
  from: z.string(),
  to: z.string(),
})
export type MoveNote = z.infer<typeof Note>

/** Null where nothing was moved, or where all that follows a move was done. Throws a StoreRefusal. */
export function readMoveNote(folder: string): MoveNote | null {
  const path = join(folder, FILE)
  const text = noteIn(path)
  if (text === null) return null
  const read = Note.safeParse(noted(text))
  if (read.success) return read.data
  throw new StoreRefusal(
    `The file ${path}, the note of a move, is damaged. Look where the worlds are (npm run inkland -- doctor), then delete it.`,
  )
}

/** Is on the disk when this returns. */
export function writeMoveNote(folder: string, note: MoveNote): void {
  writeNote(join(folder, FILE), note)
  sync(folder)
}

export function removeMoveNote(folder: string): void {
  rmSync(join(folder, FILE), { force: true })
  sync(folder)
}

/** How many moves that were cut off are remembered. */
const BEFORE_MAX = 20

/** The names of moves that began in this folder and were cut off, last first. */
export function cutOffMoves(folder: string): readonly string[] {
  const note = readMoveNote(folder)
  return note === null || note.done !== null ? [] : [note.move, ...note.before].slice(0, BEFORE_MAX)
}
