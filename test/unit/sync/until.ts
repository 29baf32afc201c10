// Waits for a condition, never for a time.
/** Longer than anything takes beside other tests, so that only what never comes fails. */
const PATIENCE_MS = 30_000
/**
 * It looks again after a tenth of its wait so far, within these bounds: what is asked may be a whole store.
 */
const LOOK_MS = { least: 2, most: 25 }

/** Resolves when `condition` holds; rejects with the name of the wait after `timeoutMs`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = PATIENCE_MS,
): Promise<void> {
  const begun = performance.now()
  while (!(await condition())) {
    const waited = performance.now() - begun
    if (waited > timeoutMs) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`)
    const ms = Math.min(LOOK_MS.most, Math.max(LOOK_MS.least, waited / 10))
    await new Promise((resolve) => setTimeout(resolve, ms))
  }
}
