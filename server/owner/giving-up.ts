// Answers for those who wait for something that may never be done: when it is lost, they are told. Nothing is held of what was done: a race
// against a promise that lives as long as a world would keep each of them in memory.

export interface GivingUp {
  /** What is done, or null when it is lost before. */
  wait<T>(begin: () => Promise<T>): Promise<T | null>
}

/** Gives up what waits when `lost` resolves. */
export function createGivingUp(lost: Promise<unknown>): GivingUp {
  const waiting = new Set<() => void>()
  let isLost = false
  void lost.then(() => {
    isLost = true
    for (const giveUp of waiting) giveUp()
  })

  return {
    async wait<T>(begin: () => Promise<T>): Promise<T | null> {
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
    },
  }
}
