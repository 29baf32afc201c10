// Reads a world's file into records, some bytes at a time. Trusts nothing: a length is checked before anything is kept
// for it, and the checksum before the last record is handed on.
import { createHash } from 'node:crypto'
import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import {
  ArchiveRefusal,
  FORMAT,
  MAGIC,
  PAYLOAD_BYTES_MAX,
  PLAIN_FORMAT,
  PREFIX_BYTES,
  RECORD,
  UNPACKED_BYTES_MAX,
  tooMuch,
  type RecordName,
} from './format.ts'

export interface ArchiveRecord {
  readonly name: RecordName
  /** A buffer of its own. */
  readonly payload: Uint8Array
}

const NAMES = new Map<number, RecordName>(
  (Object.keys(RECORD) as RecordName[]).map((name) => [RECORD[name], name]),
)

const NOT_OURS = 'This file is not a world that was exported from Inkland.'
const CUT_OFF = 'The file ends too early: it was cut off on its way. Export the world again.'
const DAMAGED = 'The file is damaged: it is not as it was exported. Export the world again.'

/** The records of a file, the last one being `end`; throws an ArchiveRefusal, or what `chunks` throws. */
export async function* readRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveRecord> {
  const source = createSource(unpack(chunks))
  const hash = createHash('sha256')
  try {
    const start = await source.take(MAGIC.length + 1)
    if (!start || !MAGIC.every((byte, index) => start[index] === byte)) throw new ArchiveRefusal(NOT_OURS)
    checkFormat(start[MAGIC.length])
    hash.update(start)
    for (;;) {
      const prefix = await source.take(PREFIX_BYTES)
      if (!prefix) throw new ArchiveRefusal(CUT_OFF)
      const { name, length } = parsePrefix(prefix)
      const payload = await source.take(length)
      if (!payload) throw new ArchiveRefusal(CUT_OFF)
      if (name !== 'end') {
        hash.update(prefix).update(payload)
        yield { name, payload }
        continue
      }
      const isWhole = Buffer.compare(hash.digest(), payload) === 0 && (await source.isAtEnd())
      if (!isWhole) throw new ArchiveRefusal(DAMAGED)
      yield { name, payload }
      return
    }
  } finally {
    await source.close()
  }
}

function parsePrefix(prefix: Uint8Array<ArrayBuffer>): { name: RecordName; length: number } {
  const name = NAMES.get(prefix[0] ?? 0)
  const length = new DataView(prefix.buffer).getUint32(1)
  if (!name) throw new ArchiveRefusal(DAMAGED)
  if (length > PAYLOAD_BYTES_MAX) throw tooMuch()
  return { name, length }
}

function checkFormat(format: number | undefined): void {
  if (format === FORMAT || format === PLAIN_FORMAT) return
  throw new ArchiveRefusal(
    `The file has format ${format}, this Inkland knows up to format ${FORMAT}. Import it with a newer Inkland.`,
  )
}

/** Unpacks gzip; an error of `chunks` itself is passed on as it is. */
async function* unpack(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  // Whatever goes wrong ends the iteration below.
  pipeline(Readable.from(chunks, { objectMode: false }), gunzip, () => {})
  let total = 0
  try {
    for await (const part of gunzip as AsyncIterable<Uint8Array>) {
      total += part.length
      if (total > UNPACKED_BYTES_MAX) throw tooMuch()
      yield part
    }
  } catch (error) {
    throw refusalOf(error, total)
  }
}

function refusalOf(error: unknown, unpacked: number): unknown {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return error
  if (error.code === 'Z_BUF_ERROR') return new ArchiveRefusal(CUT_OFF)
  if (!error.code.startsWith('Z_')) return error
  return new ArchiveRefusal(unpacked === 0 ? NOT_OURS : DAMAGED)
}

/** Hands out as many bytes as are asked for. */
function createSource(parts: AsyncGenerator<Uint8Array>) {
  let held: Uint8Array[] = []
  let heldBytes = 0
  const hold = async (length: number): Promise<boolean> => {
    while (heldBytes < length) {
      const next = await parts.next()
      if (next.done === true) return false
      held.push(next.value)
      heldBytes += next.value.length
    }
    return true
  }
  return {
    /** The next bytes, in a buffer of their own; null when there are not as many. */
    take: async (length: number): Promise<Uint8Array<ArrayBuffer> | null> => {
      if (!(await hold(length))) return null
      const all = Buffer.concat(held, heldBytes)
      held = [all.subarray(length)]
      heldBytes -= length
      return new Uint8Array(all.subarray(0, length))
    },
    isAtEnd: async (): Promise<boolean> => !(await hold(1)),
    close: () => parts.return(undefined),
  }
}
