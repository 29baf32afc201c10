// The bounds of work on a document, each with its reason. Steps are those of shared/yjs/work-steps.ts.

/** A larger frame is read in a process of its own, in bytes. */
export const DIRECT_BYTES = 64 * 1024
/**
 * A document with at most so many structs and bytes is not looked at before it is applied to: whatever they
 * are, applying them all takes some 40 ms at most.
 */
export const LIGHT_PARTS = 1_000
export const LIGHT_BYTES = 64 * 1024
/** What waits to be applied is applied from so many structs on. */
export const WAITING_PARTS = 2_000
/** With more steps than this left open by what is on its way, it is waited for. */
export const OPEN_STEPS = 50_000
/**
 * What one member may have applied beyond what their structs take, in steps: so much at once, and so much a
 * second. With the counting, which takes as long, that is half a second of a processor, then 5 % of one; who
 * needs more waits.
 */
export const CONFLICTS = { perSecond: 250_000, atOnce: 2_500_000 }
