// Where the messages of a client end, in the bytes of a WebSocket (RFC 6455, 5.2). Nothing of them is read
// but their lengths.

/** The first two bytes of a frame say how many follow: the length in 0, 2 or 8 bytes, and a mask in 4. */
const HEAD_BYTES = 2
const FINAL = 0x80
const OPCODE = 0x0f
/** From here on a frame is none of a message: it may come in the middle of one. */
const CONTROL = 0x08
const MASKED = 0x80
const MASK_BYTES = 4

export class MessageBoundary {
  #head: number[] = []
  /** Bytes of the frame that are still to come. */
  #left = 0
  /** More frames of a message follow. */
  #isWithin = false

  /** Whether all that was read is whole messages. */
  get isAt(): boolean {
    return this.#left === 0 && this.#head.length === 0 && !this.#isWithin
  }

  /** Reads on: how many of the bytes come up to the next end of a message where `toEnd`, else all of them. */
  read(bytes: Buffer, toEnd: boolean): number {
    let at = 0
    while (at < bytes.length) {
      if (toEnd && this.isAt) break
      if (this.#left > 0) {
        const taken = Math.min(this.#left, bytes.length - at)
        this.#left -= taken
        at += taken
        continue
      }
      this.#head.push(bytes.readUInt8(at))
      at += 1
      this.#readHead()
    }
    return at
  }

  #readHead(): void {
    const [first, second] = this.#head
    if (first === undefined || second === undefined) return
    const short = second & ~MASKED
    const more = short === 126 ? 2 : short === 127 ? 8 : 0
    if (this.#head.length < HEAD_BYTES + more) return
    const length =
      more === 0 ? short : this.#head.slice(HEAD_BYTES).reduce((sum, byte) => sum * 256 + byte, 0)
    this.#left = length + ((second & MASKED) === 0 ? 0 : MASK_BYTES)
    if ((first & OPCODE) < CONTROL) this.#isWithin = (first & FINAL) === 0
    this.#head = []
  }
}

/** A ping as a client sends it. */
export const pingFrame = (words: Buffer): Buffer =>
  Buffer.concat([Buffer.from([FINAL | 0x09, MASKED | words.length, 0, 0, 0, 0]), words])
