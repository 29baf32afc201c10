// Notes in a data folder: small files of JSON.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** What stands in a file; null where there is none. */
export function noteIn(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (['ENOENT', 'ENOTDIR'].includes(code)) return null
    throw error
  }
}

/** The value of a note; null where it is damaged. */
export function noted(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Writes a note, whose content is on the disk when it takes the place of the one before. */
export function writeNote(path: string, note: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(note), { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}
