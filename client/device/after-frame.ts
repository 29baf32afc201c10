// What waits until the frame in the making is on the screen.

/**
 * Does a piece of work then, or after so many ms where no frame comes; at once where nobody sees the page, or
 * no longer: it may end.
 */
export function afterFrame(work: () => void, mostMs = 100): void {
  const done = new AbortController()
  const once = (): void => {
    if (done.signal.aborted) return
    done.abort()
    work()
  }
  if (document.hidden) return queueMicrotask(once)
  requestAnimationFrame(() => setTimeout(once))
  setTimeout(once, mostMs)
  document.addEventListener('visibilitychange', once, { signal: done.signal })
}
