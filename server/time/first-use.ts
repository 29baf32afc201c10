// Parts of the server that a node does without until somebody needs them. They are loaded when they are first
// used, so that a node at rest is small and starts quickly.

/** The files of a part could not be read: a newer build has replaced those that this process started from. */
class PartMissing extends Error {
  override readonly name = 'PartMissing'

  constructor(cause: unknown) {
    super('A part of the server could not be loaded. Was Inkland updated? Then start this node again.', {
      cause,
    })
  }
}

/** Loads at the first call, once for all. After a failure, a PartMissing, the next call tries again. */
export function onFirstUse<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let loaded: Promise<Part> | null = null
  return () =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = null
      throw new PartMissing(error)
    }))
}
