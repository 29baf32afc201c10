// Follows what the device keeps of a world.
import { useSyncExternalStore } from 'react'
import type { UnsavedState } from '../replica/sync-state.ts'
import type { Replica } from '../replica/replica.ts'

export function useUnsavedState(replica: Replica): UnsavedState {
  return useSyncExternalStore(replica.onKeeping, () => replica.keeping)
}

/** One fact about it: the kept work changes with every letter. */
export function useUnsavedValue<T extends string | number | boolean | null>(
  replica: Replica,
  read: (keeping: UnsavedState) => T,
): T {
  return useSyncExternalStore(replica.onKeeping, () => read(replica.keeping))
}
