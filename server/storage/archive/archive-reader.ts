// Reads an unpacked world's file record by record. Trusts nothing: a length is checked before anything is
// read for it, and the checksum before the last record is handed on. In one piece, without promises: it runs
// where it can be killed.
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import {
  ArchiveRefusal,
  CUT_OFF,
  DAMAGED,
  FORMAT,
  MAGIC,
  NOT_OURS,
  PAYLOAD_BYTES_MAX,
  PLAIN_FORMAT,
  PREFIX_BYTES,
  RECORD,
  tooMuch,
  type RecordName,
} from './archive-format.ts'

export interface ArchiveRecord {
  readonly name: RecordName
  /** A buffer of its own. */
  readonly payload: Uint8Array
}

const NAMES = new Map<number, RecordName>(
  (Object.keys(RECORD) as RecordName[]).map((name) => [RECORD[name], name]),
)

/** The records of a file, the last one being `end`; throws an ArchiveRefusal. */
export function* readRecords(path: string): Generator<ArchiveRecord, void, undefined> {
  const file = openSync(path, 'r')
  const hash = createHash('sha256')
  try {
    const start = take(file, MAGIC.length + 1)
    if (!MAGIC.every((byte, index) => start[index] === byte)) throw new ArchiveRefusal(NOT_OURS)
    checkFormat(start[MAGIC.length])
    hash.update(start)
    for (;;) {
      const prefix = take(file, PREFIX_BYTES)
      const { name, length } = parsePrefix(prefix)
      const payload = take(file, length)
      if (name !== 'end') {
        hash.update(prefix).update(payload)
        yield { name, payload }
        continue
      }
      const isWhole = Buffer.compare(hash.digest(), payload) === 0 && readSync(file, Buffer.alloc(1)) === 0
      if (!isWhole) throw new ArchiveRefusal(DAMAGED)
      yield { name, payload }
      return
    }
  } finally {
    closeSync(file)
  }
}

/** The next bytes, in a buffer of their own. */
function take(file: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length;) {
    const read = readSync(file, bytes, at, length - at, null)
    if (read === 0) throw new ArchiveRefusal(CUT_OFF)
    at += read
  }
  return bytes
}

function parsePrefix(prefix: Uint8Array<ArrayBuffer>): { name: RecordName; length: number } {
  const name = NAMES.get(prefix[0] ?? 0)
  const length = new DataView(prefix.buffer).getUint32(1)
  if (!name) throw new ArchiveRefusal(DAMAGED)
  if (length > PAYLOAD_BYTES_MAX) throw tooMuch()
  return { name, length }
}

function checkFormat(format: number | undefined): void {
  if (format !== undefined && format >= PLAIN_FORMAT && format <= FORMAT) return
  throw new ArchiveRefusal(
    `The file has format ${format}, but this Inkland only knows up to format ${FORMAT}. Import it with a newer Inkland.`,
  )
}
