// Bounds by key: so many at once of each key and of all, and the rest in a bounded line. A host that never
// answers holds up only the callers that want something of it.

interface SemaphoreLimits {
  /** At once, of those with the same key. */
  readonly eachMax: number
  /** At once, of all. */
  readonly allMax: number
  /** In the line. */
  readonly waitingMax: number
}

export interface KeyedSemaphore {
  /**
   * Resolves, when it is the caller's turn, to a function that ends it; rejects with the signal's reason, or
   * {@link QueueFull} at once.
   */
  take(key: string, signal?: AbortSignal): Promise<() => void>
}

export class QueueFull extends Error {
  override readonly name = 'QueueFull'
}

interface QueuedTurn {
  readonly key: string
  readonly begin: () => void
}

export function createKeyedSemaphore({ eachMax, allMax, waitingMax }: SemaphoreLimits): KeyedSemaphore {
  const running = new Map<string, number>()
  const line = new Set<QueuedTurn>()
  let all = 0

  const hasRoom = (key: string) => all < allMax && (running.get(key) ?? 0) < eachMax

  function begin(key: string): () => void {
    all += 1
    running.set(key, (running.get(key) ?? 0) + 1)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      all -= 1
      const left = (running.get(key) ?? 1) - 1
      if (left === 0) running.delete(key)
      else running.set(key, left)
      letIn()
    }
  }

  function letIn(): void {
    for (const waiting of line) {
      if (all >= allMax) return
      if (!hasRoom(waiting.key)) continue
      line.delete(waiting)
      waiting.begin()
    }
  }

  return {
    async take(key, signal) {
      signal?.throwIfAborted()
      if (hasRoom(key)) return begin(key)
      if (line.size >= waitingMax) throw new QueueFull('too many wait')
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          line.delete(waiting)
          reject(signal?.reason as Error)
        }
        const waiting = {
          key,
          begin: () => {
            signal?.removeEventListener('abort', giveUp)
            resolve(begin(key))
          },
        }
        line.add(waiting)
        signal?.addEventListener('abort', giveUp, { once: true })
      })
    },
  }
}
