// Waits for a condition, never for a time.
/** Longer than anything takes beside other tests, so that only what never comes fails. */
const PATIENCE_MS = 30_000

/** Resolves when `condition` holds; rejects with the name of the wait after `timeoutMs`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
