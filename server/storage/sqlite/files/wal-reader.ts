// The commits in the files of a database, read without SQLite: opening them would let SQLite throw away parts
// that it takes for old. The formats are those of https://sqlite.org/fileformat2.html and
// https://sqlite.org/walformat.html.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { ahead } from './commit-counter.ts'

const MAGIC = 'SQLite format 3\0'
const HEADER_BYTES = 100
const PAGE_SIZE_AT = 16
const APPLICATION_ID_AT = 68
const WAL_HEADER_BYTES = 32
const WAL_PAGE_SIZE_AT = 8
const FRAME_HEADER_BYTES = 24

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
    const pageBytes = pageBytesOf(header.readUInt16BE(PAGE_SIZE_AT))
    return isPageSize(pageBytes) ? { pageBytes, commits: header.readUInt32BE(APPLICATION_ID_AT) } : null
  })
}

interface WalFile {
  /** The number of the first commit in it, and the highest one; null where none is told. */
  readonly first: number | null
  readonly highest: number | null
  /** It holds something, and that is no write-ahead log. */
  readonly isStrange: boolean
}

const WAL_MAGIC: readonly number[] = [0x377f0682, 0x377f0683]

/** Reads which commits a write-ahead log holds, whether SQLite would take them or not. */
export function readWalFile(path: string, pageBytes: number): WalFile {
  return withFile(path, (read, bytes) => {
    const header = read(0, WAL_HEADER_BYTES)
    const isStrange = bytes > 0 && !WAL_MAGIC.includes(header?.readUInt32BE(0) ?? 0)
    if (header === null) return { first: null, highest: null, isStrange }
    const told = header.readUInt32BE(WAL_PAGE_SIZE_AT)
    const frameBytes = FRAME_HEADER_BYTES + (isPageSize(told) ? told : pageBytes)
    let salts: string | null = null
    let first: number | null = null
    let highest: number | null = null
    for (let at = WAL_HEADER_BYTES; at + frameBytes <= bytes; at += frameBytes) {
      const frame = read(at, FRAME_HEADER_BYTES + HEADER_BYTES)
      if (frame === null) break
      salts ??= saltsOf(frame)
      // Behind the newest commits older ones may stand, of before it began anew.
      if (saltsOf(frame) !== salts || frame.readUInt32BE(0) !== 1) continue
      const commits = frame.readUInt32BE(FRAME_HEADER_BYTES + APPLICATION_ID_AT)
      first ??= commits
      if (highest === null || ahead(commits, highest) > 0) highest = commits
    }
    return { first, highest, isStrange }
  })
}

const saltsOf = (frame: Buffer): string => frame.toString('hex', 8, 16)

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
