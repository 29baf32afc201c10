// What one stranger may cost the node, each bound with its reason.

/** From connecting to the last byte of the headers, in ms: nobody types them by hand. */
export const HEADERS_TIMEOUT_MS = 7_000
/** From connecting to the end of the TLS handshake, in ms: two round trips, also from a slow phone. */
export const TLS_HANDSHAKE_MS = 7_000
/** Without a byte in or out, in ms. Leaves a busy server three seconds to notice, within the ten that are promised. */
export const SILENCE_MS = 7_000
/** A connection kept for a next request, in ms; Node adds a second. */
export const KEEP_ALIVE_MS = 6_000
/** The silence of an import or export, in ms: a phone between two cells. */
export const TRANSFER_SILENCE_MS = 60_000
/** How often the two timeouts above are checked, in ms. */
export const CHECK_EVERY_MS = 1_000
/** A whole request, in ms: what an import of the largest size takes at 3 Mbit/s. */
export const REQUEST_TIMEOUT_MS = 15 * 60_000
/** The body of any request but an import, in ms, and what is still coming of a body that nobody wants. */
export const BODY_TIMEOUT_MS = 7_000
export const UNWANTED_BODY_MS = 2_000
/** All headers of a request, in bytes: other programs on the same host leave large cookies. */
export const HEADER_BYTES_MAX = 16 * 1024
/** Requests on one connection that wait for their answers: no browser sends a second one before the first is answered. */
export const PIPELINE_MAX = 4
/** A JSON body, in bytes: the longest title is 1 kB. */
export const JSON_BYTES_MAX = 100 * 1024
/** Imports at once: each one holds a worker's share of memory and disk. */
export const IMPORTS_MAX = 2
/** Connections over the bound that are still told so; more are dropped. */
export const TOLD_FULL_MAX = 256
/** How many numbers are tried (garden-2, garden-3) for a title that is taken. */
export const ADDRESS_TRIES_MAX = 1_000
