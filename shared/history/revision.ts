// Positions in a scene's history. A revision counts updates, not rows: compaction, export, import and a move
// to another store join rows, and keep the sums.
import { MINUTE_MS } from '../time/durations.ts'

declare const brand: unique symbol

/** How many updates the scene's log of the world's current line has up to there; 0 is the empty scene. */
export type Revision = number & { readonly [brand]: 'Revision' }

export const FIRST_REVISION = 0 as Revision

/** Neighbouring rows with a longer gap between them belong to different sessions. */
export const SESSION_GAP_MS = 2 * MINUTE_MS

/** Reads a revision from JSON or from an address; null when it is no whole number from 0. */
export function parseRevision(value: unknown): Revision | null {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) && Number(number) >= 0 ? (number as Revision) : null
}
