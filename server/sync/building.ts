// Builds a large document in many turns, between which everybody else is served.
import * as Y from 'yjs'
import type { Clock } from './clock.ts'

export interface Turns {
  /** Resolves when others had their turn. */
  next(): Promise<void>
}

export const turnsOf = (clock: Pick<Clock, 'soon'>): Turns => ({
  next: () => new Promise<void>((resolve) => clock.soon(resolve)),
})

/** Work of one turn, in ms: short beside what anybody notices. */
const TURN_MS = 10

/** Applies updates, each of them small, one after the other. */
export async function applyInTurns(doc: Y.Doc, updates: readonly Uint8Array[], turns: Turns): Promise<void> {
  let since = performance.now()
  for (const update of updates) {
    Y.applyUpdate(doc, update)
    if (performance.now() - since < TURN_MS) continue
    await turns.next()
    since = performance.now()
  }
}
