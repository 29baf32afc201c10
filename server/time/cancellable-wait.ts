// Answers for callers who wait for work that may never be done: when it is lost, they are told. Finished work
// leaves nothing in memory: a race against a promise that lives as long as a world would keep each result.

/** Answers with the result, or with null when the work is lost before. */
type CancellableWait = <T>(begin: () => Promise<T>) => Promise<T | null>

/** Waits that are given up when `lost` resolves. */
export function createCancellableWait(lost: Promise<unknown>): CancellableWait {
  const waiting = new Set<() => void>()
  let isLost = false

  async function giveUpAll(): Promise<void> {
    await lost
    isLost = true
    for (const giveUp of waiting) giveUp()
  }
  void giveUpAll()

  return async <T>(begin: () => Promise<T>): Promise<T | null> => {
    if (isLost) return null
    const { promise, resolve, reject } = Promise.withResolvers<T | null>()
    const giveUp = (): void => resolve(null)
    waiting.add(giveUp)
    begin().then(resolve, reject)
    try {
      return await promise
    } finally {
      waiting.delete(giveUp)
    }
  }
}
