// Unpacks a world's file as it comes, into a file beside the worlds: none of it is in memory, and unpacking
// stops as soon as it is larger than a world can be. A file that claims to be small and is not would fill the
// disk.
import { open, type FileHandle } from 'node:fs/promises'
import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { StoreFault } from '../store.ts'
import { ArchiveRefusal, CUT_OFF, DAMAGED, NOT_OURS, tooMuch, UNPACKED_BYTES } from './archive-format.ts'

/**
 * Unpacks into a new file; resolves to how many bytes came. Throws an ArchiveRefusal, a StoreFault, or an
 * error of `chunks`.
 */
export async function unpackInto(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await asFault(() => open(path, 'wx', 0o600))
  let sent = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      sent += chunk.length
      yield chunk
    }
  }
  try {
    for await (const part of unpack(counted(), () => sent)) await asFault(() => writeAll(file, part))
  } finally {
    await file.close()
  }
  return sent
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten
}

async function asFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StoreFault(`A file that is imported cannot be kept: ${why}`, { cause: error })
  }
}

/** Unpacks gzip; an error of `chunks` itself is passed on as it is. */
async function* unpack(chunks: AsyncIterable<Uint8Array>, sent: () => number): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  // Any error ends the iteration below.
  pipeline(Readable.from(chunks, { objectMode: false }), gunzip, () => {})
  let total = 0
  try {
    for await (const part of gunzip as AsyncIterable<Uint8Array>) {
      total += part.length
      if (total > unpackedMax(sent())) throw tooMuch()
      yield part
    }
  } catch (error) {
    throw refusalOf(error, total)
  }
}

const unpackedMax = (sent: number): number =>
  Math.min(UNPACKED_BYTES.most, UNPACKED_BYTES.free + UNPACKED_BYTES.times * sent)

function refusalOf(error: unknown, unpacked: number): unknown {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return error
  if (error.code === 'Z_BUF_ERROR') return new ArchiveRefusal(CUT_OFF)
  if (!error.code.startsWith('Z_')) return error
  return new ArchiveRefusal(unpacked === 0 ? NOT_OURS : DAMAGED)
}
