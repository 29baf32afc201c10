// For how long words stay in the air: as long as it takes to read them.

/** How long words stay, in ms: at least, and for each character more. */
const STAY_MS = 3500
const STAY_PER_CHARACTER_MS = 45
const STAY_MAX_MS = 12_000

export function speechMs(words: string): number {
  return Math.min(STAY_MAX_MS, STAY_MS + words.length * STAY_PER_CHARACTER_MS)
}

/** The last of it they fade, in ms; see speech-bubble.css. */
const FADE_MS = 400

/** When they begin to fade, for their style. */
export const fadeDelayMs = (words: string): string => `${speechMs(words) - FADE_MS}ms`
