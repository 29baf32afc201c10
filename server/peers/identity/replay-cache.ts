// Which requests came already, so that none counts twice. It is bounded: a sender that fills it is refused,
// and nothing is forgotten before it has ended.

/** How many requests of one node are remembered, and of all: over a hundred a second from one, and 20 MB. */
const SEEN_OF_ONE_MAX = 10_000
const SEEN_MAX = 100_000

export interface Seen {
  /** Remembers a request of a node until it has ended (s); says whether it is new. */
  take(node: string, id: string, exp: number): 'new' | 'again' | 'busy'
}

/** Each is remembered for `lifeMs`, which has to be longer than any counts. */
export function createSeen(options: {
  readonly clock: { now(): number }
  readonly lifeMs: number
  readonly most?: number
  readonly mostOfOne?: number
}): Seen {
  const { clock, lifeMs, most = SEEN_MAX, mostOfOne = SEEN_OF_ONE_MAX } = options
  /** By node and id, oldest first. */
  const seen = new Map<string, { readonly node: string; readonly forgetAt: number; readonly exp: number }>()
  const counts = new Map<string, number>()
  /**
   * The latest end of any that was forgotten: a clock that was set back brings none of them to life again.
   */
  let ended = 0

  function forgetOld(now: number): void {
    for (const [key, { node, forgetAt, exp }] of seen) {
      if (forgetAt > now) return
      seen.delete(key)
      ended = Math.max(ended, exp)
      const left = (counts.get(node) ?? 0) - 1
      if (left > 0) counts.set(node, left)
      else counts.delete(node)
    }
  }

  return {
    take(node, id, exp) {
      const now = clock.now()
      forgetOld(now)
      const key = `${node} ${id}`
      if (seen.has(key) || exp <= ended) return 'again'
      const ofOne = counts.get(node) ?? 0
      if (seen.size >= most || ofOne >= mostOfOne) return 'busy'
      seen.set(key, { node, forgetAt: now + lifeMs, exp })
      counts.set(node, ofOne + 1)
      return 'new'
    },
  }
}
