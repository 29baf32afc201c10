// Passages of pages, where not all of them can be shown.

/** Most letters of a passage that are shown. */
const SHOWN_MAX = 300

export const shortened = (words: string): string =>
  words.length > SHOWN_MAX ? `${words.slice(0, SHOWN_MAX).toWellFormed()}…` : words
