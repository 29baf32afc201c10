// Which things somebody wants to put into another one, chosen by its name: a question that anything may ask.
import { useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'

let asked: readonly ArtifactId[] | null = null
const listeners = new Set<() => void>()

function become(next: readonly ArtifactId[] | null): void {
  asked = next
  for (const listener of listeners) listener()
}

/** Opens the question where to put them. */
export function askPutInto(ids: Iterable<ArtifactId>): void {
  const wanted = [...ids]
  become(wanted.length === 0 ? null : wanted)
}

export const stopPutting = (): void => become(null)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What is to be put somewhere; null when nobody asks. */
export const usePutting = (): readonly ArtifactId[] | null => useSyncExternalStore(subscribe, () => asked)
