// The unused bytes in the middle of a database's pages. SQLite writes zeros over what is deleted where it
// stands (`secure_delete`), but where it moves rows to another page to balance its tree, their bytes stay
// behind in the page that they left, and nothing of SQLite overwrites them later. Here they are overwritten
// in the file itself. The format is that of https://sqlite.org/fileformat2.html (1.6, B-tree Pages).
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

/** How many pages are looked at in one step: 4 MB, some 10 ms where each of them is written. */
const PAGES_AT_ONCE = 1024
/** The first page begins with the header of the database. */
const DATABASE_HEADER_BYTES = 100
/** Bytes of a page's header, by the page's first byte; others are no pages of a tree. */
const HEADER_BYTES: ReadonlyMap<number, number> = new Map([
  [0x02, 12],
  [0x05, 12],
  [0x0a, 8],
  [0x0d, 8],
])
const CELLS_AT = 3
const CONTENT_AT = 5
/** A page of 64 kB without rows: its content begins behind it, which two bytes cannot say. */
const BEHIND_THE_LARGEST = 65_536
/**
 * A page that goes on with a long row begins with the number of the next one: below so many pages (128 GB of
 * 4 kB) it looks like no page of a tree.
 */
const PAGES_MAX = 0x0200_0000

interface UnusedBytes {
  /**
   * Writes zeros over those of the pages from this one on (the first is 0); the page to go on with, or null
   * after the last. To be called while nothing of the database is in a write-ahead log. What SQLite has in
   * memory must be read anew afterwards.
   */
  clearFrom(page: number): number | null
  /** Only once SQLite has closed the file: closing it ends all locks on it that this process has. */
  close(): void
}

export function createUnusedBytes(path: string, pageBytes: number): UnusedBytes {
  const zeros = Buffer.alloc(pageBytes)
  let file: number | null = null

  return {
    clearFrom(page) {
      file ??= openSync(path, 'r+')
      const pages = Math.floor(fstatSync(file).size / pageBytes)
      if (page >= pages || pages >= PAGES_MAX) return null
      const buffer = Buffer.allocUnsafe(Math.min(PAGES_AT_ONCE, pages - page) * pageBytes)
      const count = Math.floor(readSync(file, buffer, 0, buffer.length, page * pageBytes) / pageBytes)
      if (count === 0) throw new Error('the file of the database ends too early')
      let isWritten = false
      for (let n = 0; n < count; n++) {
        const bytes = buffer.subarray(n * pageBytes, (n + 1) * pageBytes)
        const [from, to] = unusedIn(bytes, page + n === 0)
        if (bytes.subarray(from, to).equals(zeros.subarray(from, to))) continue
        writeSync(file, zeros, 0, to - from, (page + n) * pageBytes + from)
        isWritten = true
      }
      if (isWritten) fdatasyncSync(file)
      return page + count < pages ? page + count : null
    },
    close() {
      if (file !== null) closeSync(file)
      file = null
    },
  }
}

const NOTHING = [0, 0] as const

/** Where the unused bytes between a tree page's row pointers and its rows begin and end. */
function unusedIn(page: Buffer, isFirst: boolean): readonly [from: number, to: number] {
  const at = isFirst ? DATABASE_HEADER_BYTES : 0
  const header = HEADER_BYTES.get(page[at] ?? 0)
  if (header === undefined) return NOTHING
  const to = page.readUInt16BE(at + CONTENT_AT) || BEHIND_THE_LARGEST
  const pointers = at + header
  const from = pointers + 2 * page.readUInt16BE(at + CELLS_AT)
  if (from > to || to > page.length) return NOTHING
  // Where a row begins before the others' content, this is something else, or damaged.
  for (let pointer = pointers; pointer < from; pointer += 2) {
    const row = page.readUInt16BE(pointer)
    if (row < to || row >= page.length) return NOTHING
  }
  return [from, to]
}
