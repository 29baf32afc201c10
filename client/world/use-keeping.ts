// Follows what the device keeps of a world.
import { useCallback, useSyncExternalStore } from 'react'
import type { Absence, UnsavedState, Replica } from '../replica/contract/replica.ts'

export function useUnsavedState(replica: Replica): UnsavedState {
  return useSyncExternalStore(
    useCallback((listener: () => void) => replica.onKeeping(listener), [replica]),
    () => replica.keeping,
  )
}

/** One fact about it: the kept work changes with every letter. */
export function useUnsavedValue<T extends string | number | boolean | null>(
  replica: Replica,
  read: (keeping: UnsavedState) => T,
): T {
  return useSyncExternalStore(
    useCallback((listener: () => void) => replica.onKeeping(listener), [replica]),
    () => read(replica.keeping),
  )
}

export function useAbsence(replica: Replica): Absence | null {
  return useSyncExternalStore(
    useCallback((listener: () => void) => replica.onAbsence(listener), [replica]),
    () => replica.absence,
  )
}
