// The sounds of programs since the last tick, and how often there may be one. They are told once what
// happened with them is stored; they are kept nowhere.
import { SOUNDS_AT_ONCE, SOUNDS_PER_S, WORLD_SOUNDS_PER_S, type Sound } from '../../behavior/sounds.ts'
import { TokenBucket, TokenBuckets } from '../../time/token-bucket.ts'
import type { ArtifactId } from '../../world/address.ts'

/** For everybody in the world (null), or for one person alone. */
type ToldSounds = readonly [to: ArtifactId | null, sounds: readonly Sound[]]

export interface SoundState {
  /** Makes a sound; answers why not. */
  readonly make: (by: ArtifactId, to: ArtifactId | null, sound: Sound) => string | null
  readonly hasNews: () => boolean
  /** The sounds since, those of a tick together. */
  readonly takeNews: () => readonly ToldSounds[]
}

/** `now`: ms since whenever. `onNews`: there are sounds to be told. */
export function createSoundState(now: () => number, onNews: () => void): SoundState {
  const ofPrograms = new TokenBuckets<ArtifactId>({ perSecond: SOUNDS_PER_S, atOnce: SOUNDS_AT_ONCE }, now)
  const ofWorld = new TokenBucket({ perSecond: WORLD_SOUNDS_PER_S, atOnce: WORLD_SOUNDS_PER_S }, now)
  let news = new Map<ArtifactId | null, Sound[]>()

  return {
    make(by, to, sound) {
      if (!ofPrograms.take(by))
        return `A program can make ${SOUNDS_PER_S} sounds a second, and ${SOUNDS_AT_ONCE} at once after a pause.`
      if (!ofWorld.take())
        return `All programs of a world together can make ${WORLD_SOUNDS_PER_S} sounds a second.`
      news.set(to, [...(news.get(to) ?? []), sound])
      onNews()
      return null
    },
    hasNews: () => news.size > 0,
    takeNews() {
      const taken = [...news]
      if (taken.length > 0) news = new Map()
      return taken
    },
  }
}
