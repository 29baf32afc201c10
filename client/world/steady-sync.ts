// The sync state as it is shown: a key is saved in some milliseconds, and a mark that flickered could not be
// read.
import type { Clock } from '../../shared/time/clock.ts'
import type { Replica } from '../replica/replica.ts'
import type { SyncState } from '../replica/sync-state.ts'
import { Listeners } from '../device/listener-set.ts'

/** Saving is shown only when it takes longer. */
const SHOW_DELAY_MS = 300

interface SteadySync {
  readonly now: () => SyncState
  /** The last state that is worth saying aloud: going away, coming back, being refused. */
  readonly said: () => SyncState
  readonly subscribe: (listener: () => void) => () => void
}

/**
 * Follows a replica while somebody listens. It never shows saved for longer than that while something is not.
 */
export function steadySync(
  replica: Pick<Replica, 'sync' | 'onSync'>,
  clock: Pick<Clock, 'after'>,
): SteadySync {
  const listeners = new Listeners()
  let shown = replica.sync
  let said = replica.sync
  let stopWaiting: (() => void) | null = null
  let stopFollowing: (() => void) | null = null

  function show(sync: SyncState): void {
    stopWaiting?.()
    stopWaiting = null
    // A key that was saved at once: nothing is to be drawn for it.
    if (sync.state === 'saved' && shown.state === 'saved') return
    shown = sync
    if (sync.state !== 'saving' && sync.state !== 'opening') said = sync
    listeners.tell()
  }

  function follow(): void {
    const { sync } = replica
    if (sync.state !== 'saving' || shown.state !== 'saved') show(sync)
    else stopWaiting ??= clock.after(SHOW_DELAY_MS, () => show(replica.sync))
  }

  return {
    now: () => shown,
    said: () => said,
    subscribe(listener) {
      const leave = listeners.add(listener)
      stopFollowing ??= replica.onSync(follow)
      follow()
      return () => {
        leave()
        if (listeners.size > 0) return
        stopFollowing?.()
        stopWaiting?.()
        stopFollowing = null
        stopWaiting = null
      }
    },
  }
}
