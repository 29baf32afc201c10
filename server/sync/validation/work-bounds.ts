// The bounds of work on a document, each with its reason. Steps are those of shared/yjs/work-steps.ts.

/** A larger frame is read in a process of its own, in bytes. */
export const DIRECT_BYTES = 64 * 1024
/**
 * A document with at most so many structs and bytes is not looked at before an update is applied to it.
 * Applying all of them takes some 40 ms at most, whatever they are.
 */
export const LIGHT_PARTS = 1_000
export const LIGHT_BYTES = 64 * 1024
/** Waiting updates are applied from so many structs on. */
export const WAITING_PARTS = 2_000
/** With more steps than this left open by what is on its way, it is waited for. */
export const OPEN_STEPS = 50_000
/**
 * The work that one member's updates may take beyond that of their structs, in steps: so much at once, and so
 * much a second. With the counting, which takes as long, that is half a second of a processor, then 5 % of
 * one. A member who needs more waits.
 */
export const CONFLICTS = { perSecond: 250_000, atOnce: 2_500_000 }
