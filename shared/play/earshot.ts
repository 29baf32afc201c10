// Who hears what is said, among people: words reach so far on a floor, and a shout reaches all of the world.
import type { ArtifactId } from '../world/address.ts'
import type { Artifact } from '../world/artifact.ts'
import type { Speech } from '../world/now-values.ts'
import type { View } from '../world/view.ts'
import type { XY } from './space.ts'
import { spotAt } from './walk.ts'

/** So far what is said is heard, in pixels from middle to middle: about half a floor. */
export const EARSHOT = 480

/**
 * Whether somebody hears words now: who has no avatar here (null) hears all. What the floor itself says, and who is gone
 * or stands nowhere, is heard on the whole floor.
 */
export function isHeard(
  listener: Artifact | null,
  { by, voice, on }: Pick<Speech, 'by' | 'voice' | 'on'>,
  view: Pick<View, 'artifact'>,
  now: number,
): boolean {
  if (listener === null || voice === 'shout' || by === listener.id) return true
  if (listener.host !== on) return by !== null && isHolding(listener, by, view)
  const speaker = by === null ? null : view.artifact(by)
  if (speaker === null || speaker.host !== on) return true
  return apart(listener, speaker, now) <= EARSHOT
}

/** What one carries speaks on one's own floor, and is heard. */
const isHolding = ({ id }: Artifact, by: ArtifactId, view: Pick<View, 'artifact'>): boolean =>
  view.artifact(by)?.host === id

/** Pixels between the middles of two, wherever their walks have brought them. */
export function apart(a: Artifact, b: Artifact, now: number): number {
  const from = middleOf(a, now)
  const to = middleOf(b, now)
  return Math.hypot(to.x - from.x, to.y - from.y)
}

/** The middle of something on its floor, wherever its walk has brought it. */
export function middleOf({ place, walk, look }: Artifact, now: number): XY {
  const { x, y } = spotAt({ x: place?.x ?? 0, y: place?.y ?? 0, walk }, now)
  return { x: x + look.width / 2, y: y + look.height / 2 }
}
