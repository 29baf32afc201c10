// Every bound of a world, in one place, each with its reason. A real world never meets them; a person who
// does is told which one, and what to do.

/** Longest name of an artifact, in characters: one line over the thing. */
export const NAME_MAX = 120
/** Longest name of a group, which nobody reads. */
export const GROUP_MAX = 64
/** Longest title of a world, in characters: one line of a list. */
export const TITLE_MAX = 200
/** Longest tag of a language, in characters: what RFC 5646, section 4.4.1, asks programs to have room for. */
export const LANG_MAX = 35
/** Longest name of a version, in characters: one line of a list. Longest note on one: a paragraph. */
export const VERSION_NAME_MAX = 80
export const VERSION_NOTE_MAX = 1_000
/** Longest page, in characters: a thousand printed pages; an editor stays quick with it on a phone. */
export const TEXT_MAX = 1_000_000
/**
 * Most lines of a page that are read for code and anchors: four hundred printed pages. Reading them costs by
 * line, and a page has room for a million.
 */
export const LINES_MAX = 20_000
/** Most artifacts in a world, limbo included: half as many more as the floor is measured with. */
export const ARTIFACTS_MAX = 15_000
/** Deepest chain of hosts that a command makes: a box in a box, 64 times. */
export const NESTING_MAX = 64
/** Furthest spot on a floor, in pixels: ten thousand screens down. */
export const COORDINATE_MAX = 10_000_000
/** Largest speed, power or weight, in percent: a hundred times what is usual. */
export const PERCENT_MAX = 10_000
/** Longest name of a sprite, in characters: a word, or the address of an asset. */
export const SPRITE_MAX = 200
/**
 * Fastest walk, in pixels a second: a hundred times the largest speed of a thing, so that nothing real meets
 * it.
 */
export const WALK_SPEED_MAX = 1_000_000
/** Longest text of a setting, in characters: a line or two of words. */
export const SETTING_TEXT_MAX = 1_000
/** Most settings that a program declares, and most choices of one. */
export const SETTINGS_MAX = 40
export const CHOICES_MAX = 40
/** Longest name and value of an anchor, in characters. */
export const PAGE_VALUE_NAME_MAX = 40
export const PAGE_VALUE_MAX = 200
/** Most timers of a program, and the shortest beat, in ms: a tick. */
export const TIMERS_MAX = 100
export const BEAT_MS = 50
/** Largest memory of a program that lasts, of one artifact, in bytes of JSON. */
export const KEEP_BYTES = 64 * 1024
/** How much of it is about one person, in bytes: so that nobody takes the room of the others. */
export const PERSON_KEEP_BYTES = 4 * 1024
/** Most names in it: as many as a program may write in one delivery. A person is one of them. */
export const KEYS_MAX = 500
/** Longest of these names, in characters; of timers and settings too. */
export const KEY_MAX = 200
/** Objects in that memory are this deep at most. */
export const KEEP_DEPTH = 16
/** Different faults that are remembered of one artifact. */
export const FAULTS_KEPT = 20
/** Width of a floor in pixels, the same for everybody. */
export const FLOOR_WIDTH = 940
/**
 * Largest width or height of a thing, in pixels: twice a floor's width, so that a house can be a backdrop.
 */
export const SIZE_MAX = 2 * FLOOR_WIDTH
/**
 * Smallest and largest scale of a drawing, in percent. Past that the drawing leaves the part of a floor that
 * is drawn because its thing is in sight.
 */
export const SCALE_MIN = 10
export const SCALE_MAX = 400
/**
 * Furthest in front of others, or behind them, that a thing is put: a layer for each step that anybody tells
 * apart.
 */
export const ORDER_MAX = 1_000
/** Width that a floor's text is laid out in, in pixels: 60 to 75 characters of the page's serif. */
export const TEXT_WIDTH = 620

/**
 * Longest text of a copy of things, in characters: one paste is one frame, also with letters of several
 * bytes.
 */
export const CLIP_MAX = 4_000_000

/** Largest frame a member may send, in bytes: 100 times the longest day's offline work that was measured. */
export const FRAME_BYTES_MAX = 16 * 1024 * 1024
/**
 * Largest state of a document, in bytes: a phone can still load it, and a node can hold it three times. Some
 * fifteen long novels.
 */
export const DOCUMENT_BYTES_MAX = 16 * 1024 * 1024
/**
 * Most items in a document. Text written in one go at one spot is one item, also when it was deleted; a
 * shared type counts as four. A world with the most things has 270,000. This many take 100 to 180 MB of
 * memory and a few seconds of a processor to open.
 */
export const DOCUMENT_ITEMS_MAX = 350_000
/**
 * Most writers that a document has ever had; each browser page is a new one. Yjs copies all their clocks at
 * each applied update, which takes 25 to 60 ms for so many, and a state vector of them has 500 kB.
 */
export const DOCUMENT_WRITERS_MAX = 50_000
/** So many of them are kept for the owner of the world: a hundred tabs a day for a hundred days. */
export const WRITERS_OF_OWNER = 10_000
/**
 * Most items of a document that one member may have who does not own its world: so that nobody fills it for
 * all others.
 */
export const MEMBER_ITEMS_MAX = DOCUMENT_ITEMS_MAX / 2
/** So much of what a document can hold is for all; the rest is kept for the owner of the world. */
export const SHARED_PART = 0.9
/** Most root types in a document, and the longest name of one; a scene needs 2. */
export const ROOTS_MAX = 64
export const ROOT_NAME_MAX = 64

/** Things said aloud that are kept: enough for somebody who comes in now. */
export const SPEECH_MAX = 200
/**
 * How long the outcome of an action is kept for a client that asks again, in ms: a night and a day without a
 * network.
 */
export const OUTCOME_MS = 24 * 60 * 60 * 1000
/** Most outcomes that are kept, one for each session: a hundred people with a hundred tabs. */
export const OUTCOMES_MAX = 10_000

/** Largest presence of one person (name, colour, cursor), in bytes. */
export const PRESENCE_BYTES_MAX = 4096
/** Longest name of a person, in characters. */
export const PERSON_NAME_MAX = 40
