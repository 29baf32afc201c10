// Waiting for a condition, with a bound.

/** Resolves when `holds` does; rejects after `boundMs` with the name of the wait. */
export async function until(what: string, boundMs: number, holds: () => boolean): Promise<void> {
  const end = performance.now() + boundMs
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${boundMs / 1000} s`)
    await pause(5)
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
