// The bounds of a world as a folder, each with its reason.

/** Most bytes of all files that are read at once: a phone's browser can hold them twice. */
export const FOLDER_BYTES_MAX = 128 * 1024 * 1024
/** Most files that are looked at, pages or not: a world's things five times over. */
export const FILES_MAX = 100_000
/**
 * Most files in hidden folders of a dropped folder that are looked at for pictures: a wiki has thousands, and
 * what programs keep there may be any number.
 */
export const HIDDEN_FILES_MAX = 10_000
/** Most bytes of pages that go into an open world, as one edit: half of what one frame may carry. */
export const PLANTED_BYTES_MAX = 8 * 1024 * 1024
/** Longest name of a file, in characters, without what makes it unique: readable in a list. */
export const STEM_MAX = 48
/**
 * Longest name of a file that was called so elsewhere, without its ending, in bytes: file systems take 255 of
 * all.
 */
export const FILE_NAME_BYTES_MAX = 220
/**
 * Longest path of a folder that things are put into; deeper ones go to `deep/`. Windows takes paths of 259
 * characters.
 */
export const FOLDER_PATH_MAX = 140
/** Deepest nesting of values in front matter: that of a document, less the levels around them. */
export const VALUE_DEPTH_MAX = 24
/** Most values in one front matter, aliases followed: a few lines of YAML can name a billion. */
export const VALUES_MAX = 20_000
/** Most troubles that are told at once. */
export const PROBLEMS_MAX = 20
/**
 * Most lines of a page of contents: longer ones nobody reads to the end, and a page has a bound of its own.
 */
export const CONTENTS_MAX = 500
/**
 * Longest front matter of another program that is kept as it was written, in characters: longer than people
 * write, and small beside a page.
 */
export const KEPT_FRONT_MAX = 64_000
