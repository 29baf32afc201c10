// Whether this browser still is who it was to the server: an answer, or a socket that was closed, may say that it is not.
// Whoever notices tells it here; the gate then asks.

type Ask = () => Promise<void>

const askers = new Set<Ask>()

/** Calls `ask` whenever somebody doubts; returns how to end that. */
export function onDoubt(ask: Ask): () => void {
  askers.add(ask)
  return () => askers.delete(ask)
}

/** Has the server asked who this is. Resolves when it has said, or could not be asked. */
export async function doubtWho(): Promise<void> {
  await Promise.all([...askers].map((ask) => ask()))
}
