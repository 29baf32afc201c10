// The bounds of one request to another node, each with its reason.
import { DOCUMENT_BYTES_MAX } from '../../../shared/world/limits.ts'

/** A body that comes, in bytes: cards, keys, vouchers and records are a few kB. */
export const ANSWER_BYTES_MAX = 1024 * 1024
/** The most that a caller may ask for: a whole document, and its overhead. */
export const TRANSFER_BYTES_MAX = DOCUMENT_BYTES_MAX + ANSWER_BYTES_MAX
/**
 * From asking to the last byte, in ms, names and redirects among it: longer than this nobody waits before a
 * door.
 */
export const ANSWER_MS = 10_000
/**
 * An answer larger than {@link ANSWER_BYTES_MAX} has more time, at so many bytes a second: a bad line at
 * home.
 */
export const SLOWEST_BYTES_PER_S = 256 * 1024
/**
 * All answers that are being read, in bytes: six of the largest pictures. The largest one is dropped first.
 */
export const ALL_BYTES_MAX = 64 * 1024 * 1024
/** Redirects of one request: from one name to another, to its www, to its path. */
export const REDIRECTS_MAX = 3
/**
 * Pieces that a body comes in: each costs a turn, so that a megabyte in single bytes would take the node for
 * seconds.
 */
export const PIECES_MAX = 1_000
/** And one more for so many bytes that may come, which is half of a packet's content. */
export const PIECE_BYTES = 512
/** All headers of an answer, in bytes: as many as we take of others. */
export const HEADER_BYTES_MAX = 16 * 1024
/** Answers before the answer (100, 103): none is expected. */
export const INTERIM_MAX = 4
/**
 * Requests at once to one address, under however many names: we shall flood nobody, and a slow one holds up
 * few.
 */
export const EACH_AT_ONCE = 6
/** Requests at once, each about 100 kB; and how many more may wait, within their time. */
export const ALL_AT_ONCE = 48
export const WAITING_MAX = 256
/**
 * Cards, which have turns of their own: so many of nodes that an admin let in, and as many of all others.
 * Each has a short time for its answer, and a long one for its turn, so that strangers who are slow hold up
 * other strangers by a minute at most, and by less than their cards are good for.
 */
export const CARDS_AT_ONCE = 24
export const CARD_ANSWER_MS = 5_000
export const CARD_MS = 60_000
