// The bounds of looking into the past, each with its reason.

/** Rows that are read from the store, and replayed, at once: some 20 ms of the process that replays. */
export const PAGE_ROWS = 1_000
/** Replays at once: each has a document in the memory of the process. */
export const REPLAYS_AT_ONCE = 3
/** Replays that wait for their turn, of all and of one person. */
export const REPLAYS_WAITING = { waitingMax: 200, waitingEachMax: 16 }
/** How many times a replay is begun anew when the process that ran it ended, or had no memory for all. */
export const TRIES_MAX = 3
/** Documents whose rows are summarized at once: behind them are people who ask. */
export const SUMMARIZED_AT_ONCE = 2
/** How long after an edit the rows are indexed, in ms: once for a sitting, and before it is looked for. */
export const EDITED_MS = 2 * 60_000
/** Longest that a list of sessions waits for what the last rows did, in ms; they come without it then. */
export const SUMMARY_MS = 2_000
/** Most rows that are looked at for one list of sessions. */
export const SESSION_ROWS_MAX = 20_000
/** Most bytes of rows whose changes are told at once: what the scene deleted meanwhile is kept in memory. */
export const STRETCH_BYTES_MAX = 64 * 1024 * 1024
/**
 * Most bytes of changes in one answer (as JSON, before authors are named), and most parts of a page in an
 * answer with authors: reading and writing them takes some 10 ms of the thread that serves people.
 */
export const CHANGES_BYTES_MAX = 2 * 1024 * 1024
export const STEPS_BYTES_MAX = 512 * 1024
export const AUTHOR_PARTS_MAX = 20_000
/** Most updates in one step: a browser does one within a frame. */
export const STEP_UPDATES_MAX = 12
/** Rows of one author belong to one step if no more than so long is between them, in ms: a word. */
export const STEP_GAP_MS = 1_000
/** Steps that are made in one go of the process. */
export const STEPS_AT_ONCE = 50
/** Names of things are asked for anew after so long, in ms; an answer waits so long for them. */
export const NAMES_FRESH_MS = 60_000
export const NAMES_MS = 100
export const NAMES_WORLDS_MAX = 200
/** Rows of the index that are looked at in one go: some 5 ms of the thread that serves people. */
export const INDEX_ROWS = 500
/** After so long a list of sessions is told as far as it is, in ms: the first screen is soon there. */
export const SESSIONS_MS = 100
/** Longest that one replay takes, in ms: a log of hundreds of MB of which there are no checkpoints yet. */
export const REPLAY_MS = 120_000
