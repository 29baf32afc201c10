// Hooks through which components read the heard words: all of them, and those still in the air.
import { useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { LiveFollower } from '../../../shared/world/view/live-follower.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { ownerClock } from '../motion/shown-motion.ts'
import { useWorld, type World } from '../context/use-world.ts'
import { createHearing, type SpeechInSight, type Hearing, type VisibleSpeech } from './hearing.ts'
import { meIn, onYou } from './you.ts'

const made = new WeakMap<LiveFollower, Hearing>()

/** The words heard in a world; the same for everybody who asks. */
export function hearingOf(world: World): Hearing {
  const { now, view, replica, owner } = world
  const hearing =
    made.get(now) ??
    createHearing({
      now,
      view,
      me: () => meIn(world),
      onMe: (listener) => onYou(replica, listener),
      onWhisper: owner.onWhisper,
      clock: () => ownerClock.now(),
    })
  made.set(now, hearing)
  return hearing
}

export function useHeard(): readonly SpeechInSight[] {
  const hearing = hearingOf(useWorld())
  return useSyncExternalStore(hearing.subscribe, hearing.all)
}

export function useBubbles(): VisibleSpeech {
  const hearing = hearingOf(useWorld())
  return useSyncExternalStore(hearing.subscribe, hearing.air)
}

/** So many are shown at once. */
const OTHERS_MAX = 3

/**
 * The words of speakers who are not visible on a floor: the world itself, people without a body, and shouts
 * from elsewhere.
 */
export function unseen(
  { words }: VisibleSpeech,
  view: View,
  floor: ArtifactId | null,
): readonly SpeechInSight[] {
  return words
    .filter(({ by, voice }) => {
      if (by === null || by === view.root) return true
      return voice !== 'say' && view.artifact(by)?.host !== floor
    })
    .slice(-OTHERS_MAX)
}
