// Work that waits for the browser: until it has drawn, or until it has nothing else to do.

/** Twice: the first frame draws what has changed, the second knows how large it is. */
export function afterDrawing(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run))
}

/** So long, in ms, it waits at most where somebody is always doing something. */
const IDLE_MS = 1_000
/** Safari does not tell when it has nothing to do: there it works after so many ms, for so many. */
const PAUSE_MS = 30
const SLICE_MS = 8

/** Calls back once nothing else is to be done; `hasTime` tells how long. Returns how to call it off. */
export function whenIdle(work: (hasTime: () => boolean) => void): () => void {
  if ('requestIdleCallback' in globalThis) {
    const handle = requestIdleCallback((left) => work(() => left.timeRemaining() > 1), { timeout: IDLE_MS })
    return () => cancelIdleCallback(handle)
  }
  const timer = setTimeout(() => {
    const end = performance.now() + SLICE_MS
    work(() => performance.now() < end)
  }, PAUSE_MS)
  return () => clearTimeout(timer)
}
