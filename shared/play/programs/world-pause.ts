// Pausing: while a world is held, no time passes in it. Walks stand where they are, timers keep what was left
// of them, and go on from there; also when the play was stopped in between.
import type { ArtifactId } from '../../world/address.ts'
import type { HeldWalk } from '../../world/live/live-state.ts'
import { type PendingWrites, TICK_MS } from '../documents/pending-writes.ts'
import type { Motion } from '../walking/walk-motion.ts'
import type { ProgramTimers } from './program-timers.ts'

/**
 * How often it is written, in ms, that timers are beating: after a crash the missed beats are counted from
 * then.
 */
const MARK_MS = 60_000

export interface WorldPause {
  readonly isHeld: () => boolean
  /** Begins: walks go on, and `start` starts the programs; in a world that is paused, once it is played. */
  readonly begin: (walks: ReadonlyMap<ArtifactId, HeldWalk>, start: () => void) => void
  /**
   * Until when the world was played before this play began, in ms since 1970. The time of a pause since then
   * does not count.
   */
  readonly playedUntil: () => number
  /** Each answers why it cannot be. */
  readonly pause: () => string | null
  readonly play: () => string | null
  /** Lets one tick pass, until `settle`. */
  readonly step: () => string | null
  /** The tick is over. */
  readonly settle: () => void
  /** Takes note that the world is being played. */
  readonly mark: (now: number) => void
}

interface WorldPauseParts {
  readonly motion: Pick<Motion, 'hold' | 'release' | 'resume' | 'takeUp'>
  readonly timers: Pick<ProgramTimers, 'shift'>
  readonly writes: Pick<PendingWrites, 'put'>
  readonly now: () => number
  readonly playedUntil: number
  readonly isHeld: boolean
}

export function createWorldPause({ motion, timers, writes, now, ...before }: WorldPauseParts): WorldPause {
  let { playedUntil } = before
  let held = before.isHeld ? playedUntil : null
  let isStep = false
  /** Starts the programs, as long as this world was not played since it began. */
  let start: (() => void) | null = null
  let marked = now()

  function hold(at: number): void {
    held = at
    motion.hold(at)
    const seen = Math.round(at)
    writes.put('meta', (writer) => writer.setMeta({ state: 'paused', seen }))
  }

  /** Goes on as if `ms` had passed since it was held. */
  function release(since: number, ms: number): void {
    const at = now()
    held = null
    const by = at - since - ms
    timers.shift(by)
    playedUntil += by
    const startPrograms = start
    start = null
    if (startPrograms !== null) motion.resume(at)
    motion.release(at, ms)
    startPrograms?.()
  }

  return {
    isHeld: () => held !== null,
    begin(walks, startPrograms) {
      if (held === null) {
        motion.resume(now())
        startPrograms()
      } else {
        motion.takeUp(walks)
        start = startPrograms
      }
    },
    playedUntil: () => playedUntil,
    pause() {
      if (held === null) hold(now())
      // A step that is under way ends as the pause that it is.
      isStep = false
      return null
    },
    play() {
      isStep = false
      if (held === null) return null
      release(held, 0)
      const seen = Math.round(now())
      writes.put('meta', (writer) => writer.setMeta({ state: 'playing', seen }))
      return null
    },
    step() {
      if (held === null) return isStep ? null : 'The world is playing. Pause it first.'
      release(held, TICK_MS)
      isStep = true
      return null
    },
    settle() {
      if (!isStep) return
      isStep = false
      hold(now())
    },
    mark(at) {
      if (at - marked < MARK_MS) return
      marked = at
      const seen = Math.round(at)
      writes.put('seen', (writer) => writer.setMeta({ seen }))
    },
  }
}
