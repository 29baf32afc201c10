// Whether something was done lately, so that it is not done again yet.

/**
 * Whether a time is less than `ms` ago; all in ms. One that lies in the future was noted while the clock was
 * ahead, and is not recent: or else what was done then would not be done again before that time has come.
 */
export const isRecent = (at: number, ms: number, now: number): boolean => now >= at && now - at < ms
