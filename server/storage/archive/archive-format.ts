// A world's file: gzip around a magic word, the format's number, and records. If anything is missing, surplus
// or changed, the whole file is refused: the last record is a checksum of everything before it.
import * as encoding from 'lib0/encoding'
import { DOCUMENT_BYTES_MAX } from '../../../shared/world/limits.ts'

export const MAGIC = new TextEncoder().encode('INKLAND\n')
/**
 * The format with versions, the one with rows that say more of themselves than their member, the one with
 * pictures, and the one with none of it. A world is written in the oldest that holds it, so that an older
 * Inkland reads it; that says of a newer format that it does not know it.
 */
export const FORMAT = 4
export const ORIGIN_FORMAT = 3
export const PICTURE_FORMAT = 2
export const PLAIN_FORMAT = 1

/**
 * First byte of a record; then four bytes of length, then the payload. In this order: one header; for the
 * scene, then for live: document, rows and at most one snapshot between them (the state after the rows so
 * far), owners; versions; names; pictures; the end.
 */
export const RECORD = {
  /** JSON: id, title, createdAt. */
  header: 1,
  /** The document's kind, as text. */
  document: 2,
  /** Rows, as packed by packRows. */
  rows: 3,
  snapshot: 4,
  /** varUint count, then varUint client and varString member each. */
  owners: 5,
  /** JSON: pairs of member id and name. */
  names: 6,
  /** SHA-256 of everything before this record. */
  end: 7,
  /** The bytes of one picture that the world holds. */
  picture: 8,
  /** JSON: a list of versions. */
  versions: 9,
} as const

export type RecordName = keyof typeof RECORD

/** Bytes before a record's payload. */
export const PREFIX_BYTES = 5
/** Largest payload, in bytes: one document's largest state, and the bytes around it. */
export const PAYLOAD_BYTES_MAX = DOCUMENT_BYTES_MAX + 65_536
/**
 * Largest file once unpacked, in bytes. So much for a file of any size, since one page may say the same a
 * million times; so many times the size of the file, while real histories unpack to 5 times that; and never
 * more than that. A small file cannot fill a disk.
 */
export const UNPACKED_BYTES = { free: 2 * DOCUMENT_BYTES_MAX, times: 30, most: 1024 * 1024 * 1024 } as const
/** Rows in one record, as they are written. */
export const PAGE_ROWS = 1000
/**
 * Rows in a file: so many in any, and so many for each byte that was sent. A row of somebody's typing takes
 * 15 of them.
 */
export const ROWS = { free: 100_000, times: 0.25, most: 10_000_000 } as const
/** Most owners of client ids in one record. */
export const PAGE_OWNERS = 10_000
/**
 * Rows that cannot be applied, and their bytes, that come along for somebody to look at: more are no
 * accident.
 */
export const ASIDE_MAX = { rows: 100, bytes: 1024 * 1024 } as const
/** Most pictures that travel with a world: each is a file on the disk, however small. */
export const PICTURES_MAX = 10_000
/** Most versions that people named, and that the node made by itself. */
export const VERSIONS_MAX = { named: 1_000, automatic: 100 } as const
/** Most names in a file. */
export const NAMES_MAX = 100_000
/** Most writers of the history that keep their names: the others are somebody. */
export const WRITERS_MAX = 1_000

/** The file cannot be imported; the message says why, for people. Nothing of it was kept. */
export class ArchiveRefusal extends Error {
  override readonly name = 'ArchiveRefusal'
}

export const NOT_OURS = 'This file is not a world exported from Inkland.'
export const CUT_OFF = 'The file ends too early: part of it is missing. Export the world again.'
export const DAMAGED = 'The file is damaged: it has changed since it was exported. Export the world again.'

export const unreadable = (): ArchiveRefusal =>
  new ArchiveRefusal('The file is not written the way Inkland does it.')

export const misplaced = (name: RecordName): ArchiveRefusal =>
  new ArchiveRefusal(`The file is not written the way Inkland does it: its "${name}" is in the wrong place.`)

export const tooMuch = (): ArchiveRefusal => new ArchiveRefusal('The file holds more than a world can.')

/** Encodes what a file begins with. */
export function encodeStart(format: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, MAGIC)
  encoding.writeUint8(encoder, format)
  return encoding.toUint8Array(encoder)
}

export function encodeRecord(name: RecordName, payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(PREFIX_BYTES + payload.length)
  record.set(encodePrefix(name, payload))
  record.set(payload, PREFIX_BYTES)
  return record
}

/** The bytes before a record's payload. */
export function encodePrefix(name: RecordName, payload: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(PREFIX_BYTES)
  prefix[0] = RECORD[name]
  new DataView(prefix.buffer).setUint32(1, payload.length)
  return prefix
}
