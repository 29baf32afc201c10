// Limits a client until its first sync frame or action that makes sense: somebody who only wants to hold a
// connection open, or to fill memory, gets no further than this.

/**
 * The most that it may send, in bytes, beside a state vector as long as ours, and in how many pieces: a byte
 * that comes alone holds 200. And how long it may take, in ms; with the goodbye that follows, that is 10 s.
 */
const BYTES_MAX = 32 * 1024
const READS_MAX = 1024
const LATE_MS = 7_000

export class FirstFrameLimit {
  readonly #since: number
  #reads = 0
  #bytesMax = BYTES_MAX

  constructor(since: number) {
    this.#since = since
  }

  /** How many bytes more make sense: a state vector as long as ours. */
  allow(bytes: number): void {
    this.#bytesMax += bytes
  }

  /** Something came, of `bytesIn` in all; false: that is more than it may send. */
  maySend(bytesIn: number): boolean {
    return ++this.#reads <= READS_MAX && bytesIn <= this.#bytesMax
  }

  isLate(now: number): boolean {
    return now - this.#since > LATE_MS
  }
}
