// The bounds of a running program, each with its reason; those of its writes in documents are in
// `world/limits.ts`. Over a bound the handler fails as a whole, and its author is told which bound it was, at
// the line.

/** Longest a program may work on one delivery, in ms: half a tick. */
export const EVENT_MS = 25
/** Longest a program may take to start, in ms: it may prepare a maze. */
export const START_MS = 100
/** A worker that has not answered for so long is killed, in ms, with the program that held it. */
export const HUNG_MS = 250
/** Most memory of a program, in bytes. */
export const MEMORY_BYTES = 2 * 1024 * 1024
/** Largest stack of a program, in bytes: more breaks the instance. */
export const STACK_BYTES = 128 * 1024
/** Most handlers of a program. */
export const HANDLERS_MAX = 200
/** Most acts that a program waits for. */
export const CALLS_MAX = 200
/** Most acts of a program in one delivery, and on average in a second over ten. */
export const ACTS_MAX = 500
export const ACTS_PER_S = 100
/** Longest chain of events of which each was caused by the one before. */
export const DEPTH_MAX = 16
/** Largest answer of one delivery, in bytes of JSON. */
export const OUTPUT_BYTES = 256 * 1024
/** Longest line of the console, in characters, and most lines of one delivery. */
export const LOG_CHARS = 1000
export const LOGS_MAX = 50
/** Longest code of one page, in characters. */
export const CODE_CHARS = 200_000
/** Longest thing said, in characters. */
export const WORDS_MAX = 500
/** Most rows and columns of a table that a program writes: a handler does so much in its time. */
export const ROWS_MAX = 500
export const COLUMNS_MAX = 20
/** Largest data that one thing sends another, in bytes of JSON: a message, and no memory. */
export const SEND_BYTES = 4 * 1024
/** Most values that a program shows one person in place of the world's, and all people together. */
export const PERSONAL_VALUES_EACH = 100
export const PERSONAL_VALUES_MAX = 2_000
/** Most questions that one person is asked at once: more would hide the world. One of each thing. */
export const QUESTIONS_MAX = 3
/** Most choices, or fields, of a question: a card on a phone. */
export const QUESTION_CHOICES_MAX = 12
export const QUESTION_FIELDS_MAX = 8
/** Longest id of a question, in characters. */
export const QUESTION_ID_MAX = 40
/** How long a question waits for its answer if nothing is said, and at most, in s. */
export const QUESTION_SECONDS = 120
export const QUESTION_SECONDS_MAX = 600
/** After somebody closed a question, its thing asks them nothing for so long, in ms: closing is an answer. */
export const CLOSED_PAUSE_MS = 3_000
/** A program with so many faults within a minute is put to sleep. */
export const FAULTS_TO_SLEEP = 10
export const FAULTS_WITHIN_MS = 60_000
