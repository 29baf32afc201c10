// Bounds of what anybody may do to a node, whatever they send.

/** How much later others may be answered, in ms. */
export const LATE_MS = 250
/** How much memory it may take, in bytes. */
export const GROWN_BYTES = 200_000_000
/** After it was killed it serves again, in ms. */
export const SERVES_MS = 5_000
