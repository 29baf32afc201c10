// A queue of things that are due at some time. It is a heap, so that a world with a thousand timers looks at
// none that is not due. Equal times keep the order in which they were added, so that the same world plays the
// same way again.

interface DueEntry<T> {
  readonly at: number
  readonly item: T
}

export interface DueQueue<T> {
  /** Adds an item; the returned function takes it out again. */
  readonly put: (at: number, item: T) => () => void
  /** Takes out the next that is due by now; null when none is. */
  readonly take: (now: number) => DueEntry<T> | null
  /** When the next is due; null when nothing is. */
  readonly next: () => number | null
}

interface Entry<T> extends DueEntry<T> {
  readonly order: number
  isCancelled: boolean
}

export function createDueQueue<T>(): DueQueue<T> {
  let heap: Entry<T>[] = []
  let orders = 0
  let cancelled = 0

  function put(entry: Entry<T>): void {
    let at = heap.push(entry) - 1
    for (; at > 0; at = (at - 1) >> 1) {
      const parent = heap[(at - 1) >> 1]
      if (parent === undefined || !isBefore(entry, parent)) break
      heap[at] = parent
    }
    heap[at] = entry
  }

  function pop(): void {
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      const left = heap[2 * at + 1]
      const right = heap[2 * at + 2]
      const isRight = left !== undefined && right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (child === undefined || !isBefore(child, last)) break
      heap[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    heap[at] = last
  }

  /** The first that counts. */
  function first(): Entry<T> | null {
    for (let entry = heap[0]; entry !== undefined; entry = heap[0]) {
      if (!entry.isCancelled) return entry
      cancelled -= 1
      pop()
    }
    return null
  }

  /**
   * Walks begin and end all the time. Items that were taken out must not pile up behind a timer of next week.
   */
  function sweep(): void {
    if (cancelled < 64 || cancelled * 2 < heap.length) return
    const left = heap.filter((entry) => !entry.isCancelled)
    heap = []
    cancelled = 0
    for (const entry of left) put(entry)
  }

  return {
    put(at, item) {
      const entry = { at, item, order: orders++, isCancelled: false }
      put(entry)
      return () => {
        if (entry.isCancelled) return
        entry.isCancelled = true
        cancelled += 1
        sweep()
      }
    },
    take(now) {
      const entry = first()
      if (entry === null || entry.at > now) return null
      pop()
      // Taken: cancelling it later must not be counted.
      entry.isCancelled = true
      return entry
    },
    next: () => first()?.at ?? null,
  }
}

function isBefore(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

/** The first of some times; null when there is none. */
export function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}
