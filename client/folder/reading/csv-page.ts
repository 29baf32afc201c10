// A CSV file that was dropped or chosen by itself, as a page with a table. In a folder it stays out: programs
// put one beside the pages that say the same.
import { textOf } from '../../../shared/folder/format/file-text.ts'
import type { FolderFile } from '../../../shared/folder/read-folder.ts'
import { tableFromCsv } from '../../../shared/page/delimited-table.ts'
import { TEXT_MAX } from '../../../shared/world/limits.ts'

const ENDING = /\.(?:csv|tsv)$/i

export const isLooseCsv = (path: string): boolean => ENDING.test(path) && !path.includes('/')

/** More is not even read: no page holds it. */
const BYTES_MAX = 10 * 1024 * 1024

/** The file as a page; where it cannot be one, the file without its bytes, and why. */
export function pageFromCsv(path: string, bytes: Uint8Array): FolderFile {
  const leftOut = (why: string): FolderFile => ({ path, bytes: new Uint8Array(), why })
  if (bytes.length > BYTES_MAX) return leftOut('It is too large for a table. Save a part of it as a file.')
  const { text, note } = lettersOf(bytes)
  const table = tableFromCsv(text)
  if (table === null) return leftOut('There is nothing in it.')
  if (table.markdown.length > TEXT_MAX)
    return leftOut('Its table is longer than a page can be. Save a part of it as a file.')
  const notes = [table.leftOut, note].filter((one) => one !== null)
  const page = new TextEncoder().encode(`${table.markdown}\n`)
  return {
    path: path.replace(ENDING, '.md'),
    bytes: page,
    ...(notes.length > 0 && { note: notes.join(' ') }),
  }
}

/** Excel writes UTF-8 or UTF-16 with a mark, and else, in most of Europe and America, Windows-1252. */
function lettersOf(bytes: Uint8Array): { readonly text: string; readonly note: string | null } {
  const known = textOf(bytes)
  if (known !== null) return { text: known.text.replace(/^\uFEFF/, ''), note: null }
  const note = 'Its letters were read as Western European (Windows-1252).'
  return { text: new TextDecoder('windows-1252').decode(bytes), note }
}
