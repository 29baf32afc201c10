// Bounds of what anybody may do to a node, whatever they send.
import { expect } from 'vitest'
import { slowness } from '../../fault/machine-speed.ts'

/** How much later others may be answered, in ms, on the machine that `slowness` compares with. */
export const LATE_MS = 250
/** How much memory it may take, in bytes. */
export const GROWN_BYTES = 200_000_000
/** After it was killed it serves again, in ms. */
export const SERVES_MS = 5_000

/** Others were answered in time, for a machine as slow as this one. */
export function expectInTime(lateMs: number): void {
  if (lateMs >= LATE_MS) expect(lateMs).toBeLessThan(LATE_MS * slowness())
}
