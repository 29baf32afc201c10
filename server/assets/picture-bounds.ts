// How long pictures are kept that nothing names, each bound with its reason. How much room there is, an admin sets.

/** How long a picture that nothing names any more is kept, in ms: an undo, a version from last week, somebody who comes back. */
export const UNUSED_MS = 30 * 24 * 60 * 60_000
/** How often one world is looked at, in ms: about once a week. */
export const LOOK_EVERY_MS = 7 * 24 * 60 * 60_000
/** Between looks at two worlds, in ms: reading one takes milliseconds, and nobody waits for it. */
export const STEP_MS = 60_000
/** A file that no record names is left so long, in ms: its record may be on its way. */
export const STRAY_MS = 60 * 60_000
