// Frames that wait to be read, as bytes one behind the other. As an object each, ten thousand of the
// smallest, which come in one go, took 2 MB of memory, and became garbage that is collected late.

const LENGTH_BYTES = 4
const LEAST_BYTES = 256
const NOTHING = Buffer.alloc(0)

export class HeldFrames {
  #bytes = NOTHING
  /** What waits begins and ends here. Nothing is written where a frame was that has been taken. */
  #from = 0
  #to = 0

  get isEmpty(): boolean {
    return this.#from === this.#to
  }

  /** How much memory they take. */
  get bytes(): number {
    return this.#bytes.length
  }

  add(frame: Uint8Array): void {
    const more = LENGTH_BYTES + frame.length
    if (this.#to + more > this.#bytes.length) this.#grow(more)
    this.#bytes.writeUInt32LE(frame.length, this.#to)
    this.#bytes.set(frame, this.#to + LENGTH_BYTES)
    this.#to += more
  }

  /** The first; there has to be one. */
  take(): Uint8Array {
    const begin = this.#from + LENGTH_BYTES
    const end = begin + this.#bytes.readUInt32LE(this.#from)
    this.#from = end
    return this.#bytes.subarray(begin, end)
  }

  #grow(more: number): void {
    const left = this.#bytes.subarray(this.#from, this.#to)
    const larger = Buffer.allocUnsafeSlow(Math.max(LEAST_BYTES, 2 * (left.length + more)))
    larger.set(left)
    this.#bytes = larger
    this.#from = 0
    this.#to = left.length
  }
}
