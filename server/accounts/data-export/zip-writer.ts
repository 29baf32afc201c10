// A zip that is written while it is read: one file after the other, never as a whole in memory.
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate'

/** A zip of this plain kind can name so many files, and so many bytes; this writer stays clear of both. */
const ZIP_FILES_MAX = 60_000
const ZIP_BYTES_MAX = 3 * 1024 ** 3
const ZIP_BYTES_END = 4 * 1024 ** 3 - 1
const LEVEL = 6

export class ZipWriter {
  /** Bytes that were written so far. */
  bytes = 0
  files = 0
  readonly #zip: Zip
  #ready: Uint8Array[] = []
  #failed: Error | null = null

  constructor() {
    this.#zip = new Zip((error, chunk) => {
      if (error !== null) this.#failed = error
      else this.#ready.push(chunk)
    })
  }

  /** Whether more may be begun. */
  get hasRoom(): boolean {
    return this.files < ZIP_FILES_MAX && this.bytes < ZIP_BYTES_MAX
  }

  *text(path: string, text: string): Generator<Uint8Array> {
    const file = new ZipDeflate(path, { level: LEVEL })
    this.#begin(file)
    file.push(strToU8(text), true)
    yield* this.#taken()
  }

  /** A file that is packed already. */
  async *zipped(path: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const file = new ZipPassThrough(path)
    this.#begin(file)
    for await (const chunk of chunks) {
      // A copy: the buffer that is handed on is written later.
      file.push(chunk.slice(), false)
      yield* this.#taken()
    }
    file.push(new Uint8Array(), true)
    yield* this.#taken()
  }

  *end(): Generator<Uint8Array> {
    this.#zip.end()
    yield* this.#taken()
  }

  #begin(file: ZipDeflate | ZipPassThrough): void {
    this.files += 1
    this.#zip.add(file)
  }

  *#taken(): Generator<Uint8Array> {
    const chunks = this.#ready
    this.#ready = []
    for (const chunk of chunks) {
      this.bytes += chunk.length
      if (this.bytes > ZIP_BYTES_END) throw new RangeError('more than a zip can hold')
      yield chunk
    }
    if (this.#failed !== null) throw this.#failed
  }
}
