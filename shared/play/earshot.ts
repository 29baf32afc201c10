// How far words carry: who stands too far away, or on another floor, does not hear what is said. A shout the whole world hears.
import type { Artifact } from '../world/artifact.ts'
import type { Speech } from '../world/now.ts'
import type { View } from '../world/view.ts'
import { gapBetween, type Rect } from './rect.ts'
import { spotAt } from './walk.ts'

/** Words are heard up to so many pixels away: about half a floor's width. */
export const EARSHOT = 480

/** Whether somebody hears what was said; `now`: ms since 1970. Who has no place in the world hears all. */
export function isHeard(listener: Artifact | null, speech: Speech, view: View, now: number): boolean {
  if (listener === null || speech.voice === 'shout') return true
  if (listener.host !== speech.on) return false
  const speaker = speech.by === null ? null : view.artifact(speech.by)
  // Who has gone since, or is nowhere, as somebody at a page, is heard on the whole floor.
  if (speaker === null || speaker.host !== speech.on) return true
  const [here, there] = [rectOf(listener, now), rectOf(speaker, now)]
  return here === null || there === null || gapBetween(here, there) <= EARSHOT
}

/** Where a thing is now, on its way when it walks; null for what stands nowhere. `now`: ms since 1970. */
export function rectOf({ place, walk, look }: Artifact, now: number): Rect | null {
  if (place === null) return null
  return { ...spotAt({ ...place, walk }, now), width: look.width, height: look.height }
}
