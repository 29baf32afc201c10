// How far words carry: a person who stands too far away, or on another floor, does not hear them. The whole
// world hears a shout.
import type { Artifact } from '../../world/artifact.ts'
import type { Speech } from '../../world/live/live-state.ts'
import type { View } from '../../world/view/world-view.ts'
import { gapBetween, type Rect } from './rect.ts'
import { spotAt } from './walk-geometry.ts'

/** Words are heard up to so many pixels away: about half a floor's width. */
export const EARSHOT = 480

/** Whether somebody hears words; `now`: ms since 1970. A person without a place in the world hears all. */
export function isHeard(
  listener: Artifact | null,
  { by, voice, on }: Pick<Speech, 'by' | 'voice' | 'on'>,
  view: Pick<View, 'artifact'>,
  now: number,
): boolean {
  if (listener === null || voice === 'shout' || by === listener.id) return true
  const speaker = by === null ? null : view.artifact(by)
  // A held thing is on its holder's own floor, and speaks at their ear.
  if (listener.host !== on) return speaker !== null && speaker.host === listener.id
  // A speaker who has gone since, or is nowhere, such as a person at a page, is heard on the whole floor.
  if (speaker === null || speaker.host !== on) return true
  return distanceBetween(listener, speaker, now) <= EARSHOT
}

/** Pixels between two on one floor, from edge to edge; endless where one of them stands nowhere. */
export function distanceBetween(a: Artifact, b: Artifact, now: number): number {
  const [here, there] = [rectOf(a, now), rectOf(b, now)]
  return here === null || there === null ? Infinity : gapBetween(here, there)
}

/** Where a thing is now, on its way when it walks; null for one that stands nowhere. `now`: ms since 1970. */
export function rectOf({ place, walk, look }: Artifact, now: number): Rect | null {
  if (place === null) return null
  return { ...spotAt({ ...place, walk }, now), width: look.width, height: look.height }
}
