// Whether this browser still has its session: an answer, or a closed socket, may say that it does not. The
// code that notices tells it here; the gate then asks.

type Ask = () => Promise<void>

const askers = new Set<Ask>()

/** Calls `ask` whenever somebody doubts; returns how to end that. */
export function onSessionDoubt(ask: Ask): () => void {
  askers.add(ask)
  return () => askers.delete(ask)
}

/**
 * How many ms at most pass until it is asked what all were told to ask at once: a thousand tabs are not one
 * wave.
 */
const SPREAD_MS = 3_000

/** The next one waits for so long, in ms: another node could say it again and again. */
const GAP_MS = 10_000

let isDue = false
let last = -Infinity

/** Has the server asked soon, not at the same time as all others. */
export function checkSessionSoon(): void {
  if (isDue) return
  isDue = true
  const waitMs = Math.max(Math.random() * SPREAD_MS, last + GAP_MS - performance.now())
  setTimeout(() => {
    isDue = false
    last = performance.now()
    void checkSession()
  }, waitMs)
}

/** Has the server asked who this is. Resolves when it has said, or could not be asked. */
export async function checkSession(): Promise<void> {
  await Promise.all([...askers].map((ask) => ask()))
}
