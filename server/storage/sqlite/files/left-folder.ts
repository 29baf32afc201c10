// The note in a folder with a database that was left: where its worlds went. Nobody shall take it for the
// node's by mistake.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { FolderRefusal } from './data-folder.ts'
import { noteIn } from './note-file.ts'

const FILE = 'moved-away.json'

const Left = z.object({
  /** ms since 1970. */
  at: z.number(),
  /** For people. */
  to: z.string(),
})

export function noteLeft(folder: string, left: z.infer<typeof Left>): void {
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
    const { at, to } = Left.parse(JSON.parse(text))
    return `to ${to} on ${new Date(at).toISOString().slice(0, 10)}`
  } catch {
    return 'away'
  }
}
