// Bytes that come in pieces, put together in one buffer. It grows to twice its size when it is full, so that
// many small pieces take no more than few large ones.

export class GrowingBytes {
  #buffer: Buffer
  #length: number
  /** How many there will be, as far as that is known. */
  #expected: number

  constructor(first: Uint8Array, expected = Infinity) {
    this.#buffer = EMPTY
    this.#length = 0
    this.#expected = expected
    this.add(first)
  }

  /** How many there will be is known now. */
  expect(bytes: number): void {
    this.#expected = bytes
  }

  add(more: Uint8Array): void {
    const needed = this.#length + more.length
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(2 * needed, this.#expected)))
      larger.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = larger
    }
    this.#buffer.set(more, this.#length)
    this.#length = needed
  }

  get length(): number {
    return this.#length
  }

  /** All of them, in the buffer that they are in. */
  get all(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  /** All of them, in a buffer that has no more. */
  exact(): Buffer {
    return this.#length === this.#buffer.length ? this.#buffer : Buffer.from(this.all)
  }
}

const EMPTY = Buffer.alloc(0)
