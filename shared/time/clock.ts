// Time as it is passed in: tests hold it.
export interface Clock {
  /** ms since 1970. */
  now(): number
  /** Calls `act` once after `ms`, unless the returned function is called before. */
  after(ms: number, act: () => void): () => void
}
