// Wanting to say something: keys, buttons and menus ask for the line that one says things with, wherever that is shown.
import type { ArtifactId } from '../../shared/world/address.ts'

/** `to`: whom one wants to whisper to; null: to all who are near. */
type Listener = (to: ArtifactId | null) => void

const listeners = new Set<Listener>()

/** Puts the keyboard into the line; false when none is shown. */
export function wantToSay(to: ArtifactId | null): boolean {
  for (const listener of listeners) listener(to)
  return listeners.size > 0
}

/** For the line itself: takes the focus when it is called back. */
export function onWantToSay(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
