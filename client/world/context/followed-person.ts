// Whom one follows: their floor and what they see of it is shown here too, until one moves by oneself.
import { useSyncExternalStore } from 'react'

export interface FollowedPerson {
  /** The client of whom one follows; null: nobody. */
  readonly now: number | null
  readonly follow: (client: number) => void
  readonly stop: () => void
  readonly subscribe: (listener: () => void) => () => void
}

export function createFollowedPerson(): FollowedPerson {
  const listeners = new Set<() => void>()
  let now: number | null = null
  function become(next: number | null): void {
    if (next === now) return
    now = next
    for (const listener of listeners) listener()
  }
  return {
    get now() {
      return now
    },
    follow: become,
    stop: () => become(null),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useFollowing(following: FollowedPerson): number | null {
  return useSyncExternalStore(following.subscribe, () => following.now)
}
