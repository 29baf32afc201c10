// What nobody may do to a node, whatever they send.

/** How much later others may be answered, in ms. */
export const LATE_MS = 250
/** What it may take of memory, in bytes. */
export const GROWN_BYTES = 200_000_000
/** After it was killed it serves again, in ms. */
export const SERVES_MS = 5_000
