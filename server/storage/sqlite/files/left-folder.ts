// The note in a folder with a database that was left: where its worlds went. Nobody shall take it for the
// node's by mistake.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FolderRefusal } from './data-folder.ts'
import { noteIn } from './note-file.ts'

const FILE = 'moved-away.json'

interface LeftNote {
  /** ms since 1970. */
  readonly at: number
  /** For people. */
  readonly to: string
}

export function noteLeft(folder: string, left: LeftNote): void {
  writeFileSync(join(folder, FILE), JSON.stringify(left), { mode: 0o600, flush: true })
}

/** Throws a FolderRefusal where a folder holds a database that was left. */
export function assertNotLeft(folder: string): void {
  const path = join(folder, FILE)
  const text = noteIn(path)
  if (text === null) return
  throw new FolderRefusal(
    `The worlds of the folder ${folder} moved ${whereTo(text)}: start that one. To go on with them as they were before the move, delete the file ${path}.`,
  )
}

function whereTo(text: string): string {
  try {
    const { at, to } = JSON.parse(text) as Partial<Record<keyof LeftNote, unknown>>
    return typeof at === 'number' && typeof to === 'string' ? `to ${to} on ${dayOf(at)}` : 'away'
  } catch {
    return 'away'
  }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
