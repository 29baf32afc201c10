// Hooks through which components read the heard words: all of them, and those still in the air.
import { useRef, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { LiveFollower } from '../../../shared/world/view/live-follower.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { ownerClock } from '../motion/shown-motion.ts'
import { useWorld, type World } from '../context/use-world.ts'
import { createHearing, type SpeechInSight, type Hearing, type VisibleSpeech } from './hearing.ts'
import { mayAnswer } from '../context/used-things.ts'
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
      answers: (thing, at) => mayAnswer(owner, thing, at),
      clock: () => ownerClock.now(),
    })
  made.set(now, hearing)
  return hearing
}

export function useHeard(): readonly SpeechInSight[] {
  const hearing = hearingOf(useWorld())
  return useSyncExternalStore(hearing.subscribe, hearing.all)
}

/**
 * The present words of things that are no people; the same until these are others, however much people talk.
 */
export function useSaidByThings(): ReadonlyMap<ArtifactId, SpeechInSight> {
  const hearing = hearingOf(useWorld())
  const last = useRef<ReadonlyMap<ArtifactId, SpeechInSight>>(NO_WORDS)
  return useSyncExternalStore(hearing.subscribe, () => {
    const next = [...hearing.air().byThing].filter(([, { person }]) => person === null)
    const isSame =
      next.length === last.current.size && next.every(([id, said]) => last.current.get(id) === said)
    if (!isSame) last.current = new Map(next)
    return last.current
  })
}

const NO_WORDS: ReadonlyMap<ArtifactId, SpeechInSight> = new Map()

/** The words of speakers who are not visible on a floor; the same array until these are others. */
export function useUnseen(floor: ArtifactId | null): readonly SpeechInSight[] {
  const world = useWorld()
  const hearing = hearingOf(world)
  const last = useRef<readonly SpeechInSight[]>([])
  return useSyncExternalStore(hearing.subscribe, () => {
    const next = unseen(hearing.air(), world.view, floor)
    const isSame = next.length === last.current.length && next.every((said, at) => said === last.current[at])
    if (!isSame) last.current = next
    return last.current
  })
}

/** How many are shown at once. */
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
