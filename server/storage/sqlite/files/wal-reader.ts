// The commits in the files of a database, read without SQLite: opening them would let SQLite throw away parts
// that it takes for old. The formats are those of https://sqlite.org/fileformat2.html and
// https://sqlite.org/walformat.html.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const MAGIC = 'SQLite format 3\0'
const HEADER_BYTES = 100
const PAGE_SIZE_AT = 16
/** SQLite writes into no file that says a later version of its format. */
const WRITE_VERSION = { at: 18, most: 2 }
const APPLICATION_ID_AT = 68
const WAL_HEADER_BYTES = 32
const WAL_PAGE_SIZE_AT = 8
const FRAME_HEADER_BYTES = 24
/** In a frame: the size of the database after a commit, 0 where the commit goes on. */
const COMMIT_AT = 4
/** New ones each time that a write-ahead log begins anew. */
const SALTS = { inHeader: 16, inFrame: 8, bytes: 8 }

export interface MainFile {
  readonly pageBytes: number
  /** How many commits it had when the write-ahead log was last written back into it. */
  readonly commits: number
}

/** Reads the first bytes of a database's file; null where it is none. */
export function readMainFile(path: string): MainFile | null {
  return withFile(path, (read) => {
    const header = read(0, HEADER_BYTES)
    if (header === null || header.toString('latin1', 0, MAGIC.length) !== MAGIC) return null
    if (header.readUInt8(WRITE_VERSION.at) > WRITE_VERSION.most) return null
    const pageBytes = pageBytesOf(header.readUInt16BE(PAGE_SIZE_AT))
    return isPageSize(pageBytes) ? { pageBytes, commits: header.readUInt32BE(APPLICATION_ID_AT) } : null
  })
}

/** Looks at a write-ahead log that SQLite has open. */
interface SaltsReader {
  /** Its salts, in hex; empty where it is empty, or cannot be read. */
  now(): string
  close(): void
}

/**
 * Keeps the file open, since it is looked at after each commit; SQLite writes into the same one all the time.
 */
export function openSalts(path: string): SaltsReader {
  const header = Buffer.alloc(WAL_HEADER_BYTES)
  let file: number | null = null
  const close = (): void => {
    if (file !== null) closeSync(file)
    file = null
  }
  return {
    now() {
      try {
        file ??= openSync(path, 'r')
        const isWhole = readSync(file, header, 0, WAL_HEADER_BYTES, 0) === WAL_HEADER_BYTES
        return saltsIn(isWhole ? header : null, SALTS.inHeader)
      } catch {
        close()
        return ''
      }
    },
    close,
  }
}

const saltsIn = (bytes: Buffer | null, at: number): string =>
  bytes?.toString('hex', at, at + SALTS.bytes) ?? ''

interface WalFile {
  /** The number of the first commit in it that has one; null where none has. */
  readonly first: number | null
  /** How many commits stand behind the place up to which SQLite reads it. */
  readonly lost: number
  /** It holds something, and that is no write-ahead log. */
  readonly isStrange: boolean
}

/** Words that sums are made of are little-endian with the first, big-endian with the second. */
const WAL_MAGIC: readonly number[] = [0x377f0682, 0x377f0683]
/** The sum of a header is of what stands before it; that of a frame of its first bytes and its page. */
const SUMMED = { header: 24, frame: 8 }

/** Reads which commits a write-ahead log holds, whether SQLite would take them or not. */
export function readWalFile(path: string, pageBytes: number): WalFile {
  return withFile(path, (read, bytes) => {
    const header = read(0, WAL_HEADER_BYTES)
    const magic = header?.readUInt32BE(0) ?? 0
    const isStrange = bytes > 0 && !WAL_MAGIC.includes(magic)
    if (header === null) return { first: null, lost: 0, isStrange }
    const told = header.readUInt32BE(WAL_PAGE_SIZE_AT)
    const frameBytes = FRAME_HEADER_BYTES + (isPageSize(told) ? told : pageBytes)
    const isLittle = magic === WAL_MAGIC[0]
    let sum = sumOf(header, [[0, SUMMED.header]], NO_SUM, isLittle)
    let isRead = isSum(sum, header, SUMMED.header)
    let salts = isRead ? saltsIn(header, SALTS.inHeader) : null
    let first: number | null = null
    let lost = 0
    for (let at = WAL_HEADER_BYTES; at + frameBytes <= bytes; at += frameBytes) {
      const frame = read(at, frameBytes)
      if (frame === null) break
      const own = saltsIn(frame, SALTS.inFrame)
      salts ??= own
      if (isRead) {
        sum = sumOf(
          frame,
          [
            [0, SUMMED.frame],
            [FRAME_HEADER_BYTES, frameBytes],
          ],
          sum,
          isLittle,
        )
        isRead = own === salts && isSum(sum, frame, SALTS.inFrame + SALTS.bytes)
      }
      // Behind the newest commits older ones may stand, of before it began anew.
      if (own !== salts) continue
      const isCommit = frame.readUInt32BE(COMMIT_AT) !== 0
      if (!isRead && isCommit) lost++
      if (frame.readUInt32BE(0) === 1) first ??= frame.readUInt32BE(FRAME_HEADER_BYTES + APPLICATION_ID_AT)
    }
    return { first, lost, isStrange }
  })
}

type WalSum = readonly [number, number]
const NO_SUM: WalSum = [0, 0]

/** The sum of a write-ahead log, continued over parts of these bytes. */
function sumOf(
  bytes: Buffer,
  parts: readonly (readonly [from: number, to: number])[],
  [a, b]: WalSum,
  isLittle: boolean,
): WalSum {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (const [from, to] of parts) {
    for (let at = from; at < to; at += 8) {
      a = (a + view.getUint32(at, isLittle) + b) >>> 0
      b = (b + view.getUint32(at + 4, isLittle) + a) >>> 0
    }
  }
  return [a, b]
}

const isSum = ([a, b]: WalSum, bytes: Buffer, at: number): boolean =>
  bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b

/** 65,536 does not fit, and is written as 1. */
const pageBytesOf = (told: number): number => (told === 1 ? 65_536 : told)

const isPageSize = (bytes: number): boolean => bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0

type ReadBytes = (at: number, length: number) => Buffer | null

function withFile<T>(path: string, work: (read: ReadBytes, bytes: number) => T): T {
  const file = openSync(path, 'r')
  try {
    const read: ReadBytes = (at, length) => {
      const buffer = Buffer.alloc(length)
      return readSync(file, buffer, 0, length, at) === length ? buffer : null
    }
    return work(read, fstatSync(file).size)
  } finally {
    closeSync(file)
  }
}
