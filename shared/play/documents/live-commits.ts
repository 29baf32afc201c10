// From writes into live to stored updates: the updates of a tick joined into one, stored in order, and a new
// generation when live has grown.
import * as Y from 'yjs'
import type { LiveWriter } from '../../world/live/live-writer.ts'
import type { PendingWrites } from './pending-writes.ts'

/** Live is renewed when so many bytes were written since the last time, and twice as many as it then had. */
export const SWOLLEN_BYTES = 256 * 1024
/** How many updates may be on their way to the disk; a slow one holds up the play, not the memory. */
const STORING_MAX = 4

export interface LiveCommits {
  /**
   * Writes what was gathered into the play's own copy, without storing it yet. True while it does: the view
   * is told of it.
   */
  readonly isWriting: () => boolean
  readonly write: () => void
  /** Stores what was written since the last time; then `stored` is called. */
  readonly commit: (stored: () => void) => void
  /** Whether so much is on its way that the next tick is to wait. */
  readonly isBehind: () => boolean
  /** Whether something was written that is not on its way yet. */
  readonly hasWritten: () => boolean
  /** Resolves when all is stored that was committed; rejects when something of it is not. */
  readonly finish: () => Promise<void>
  /** A change of live as a whole, stored with the next commit. */
  readonly replace: (change: (writer: LiveWriter) => void) => void
  /** Takes the writes since the last commit, to be stored by the caller; later commits rest on them. */
  readonly take: () => Uint8Array
  /** It was not stored: the next commit stores it, before all else. */
  readonly giveBack: (update: Uint8Array) => void
}

interface LiveCommitsParts {
  readonly live: Y.Doc
  readonly writer: LiveWriter
  readonly writes: PendingWrites
  readonly commit: (update: Uint8Array) => Promise<void>
  /** Something was stored, and the next may go. */
  readonly onStored: () => void
  readonly onFailed: (error: unknown) => void
}

export function createLiveCommits({
  live,
  writer,
  writes,
  commit,
  onStored,
  onFailed,
}: LiveCommitsParts): LiveCommits {
  let updates: Uint8Array[] = []
  let isWriting = false
  let storing = 0
  let last: Promise<void> = Promise.resolve()
  let failed: { readonly error: unknown } | null = null
  let size = Y.encodeStateAsUpdate(live).length
  // Its earlier content is not known: a live that is large already may be mostly past.
  let written = size > SWOLLEN_BYTES ? Infinity : 0

  live.on('update', (update) => updates.push(update))

  function guarded(change: () => void): void {
    const was = isWriting
    isWriting = true
    try {
      change()
    } finally {
      isWriting = was
    }
  }

  const write = (): void => guarded(() => writes.flush())

  function replace(change: (writer: LiveWriter) => void): void {
    write()
    guarded(() => live.transact(() => change(writer)))
  }

  /** Puts a fresh map in the place of one that is mostly past. */
  function renew(): void {
    replace((writer) => writer.renew())
    size = Y.encodeStateAsUpdate(live).length
    written = 0
  }

  /** All writes that were not taken yet, as one update; null when there are none. */
  function joined(): Uint8Array | null {
    const [first, ...more] = updates
    updates = []
    if (first === undefined) return null
    const update = more.length === 0 ? first : Y.mergeUpdates([first, ...more])
    written += update.length
    return update
  }

  /** Tells that something is stored, once all before it is. */
  async function follow(before: Promise<void>, storing: Promise<void>, stored: () => void): Promise<void> {
    try {
      await Promise.all([before, storing])
      if (failed === null) stored()
    } catch (error) {
      if (failed !== null) return
      failed = { error }
      onFailed(error)
    }
  }

  return {
    isWriting: () => isWriting,
    write,
    commit(stored) {
      write()
      if (updates.length > 0 && written > Math.max(SWOLLEN_BYTES, 2 * size)) renew()
      const update = joined()
      if (update === null) {
        // A write without effect may still wait for an earlier commit.
        last = follow(last, Promise.resolve(), stored)
        return
      }
      storing += 1
      last = follow(last, commit(update), () => {
        storing -= 1
        stored()
        onStored()
      })
    },
    isBehind: () => storing >= STORING_MAX,
    hasWritten: () => updates.length > 0,
    async finish() {
      await last
      if (failed !== null) throw failed.error
    },
    replace,
    take() {
      write()
      return joined() ?? Y.encodeStateAsUpdate(new Y.Doc())
    },
    giveBack: (update) => void updates.unshift(update),
  }
}
