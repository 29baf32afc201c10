// Follows what the device keeps of a world.
import { useCallback, useSyncExternalStore } from 'react'
import type { Absence, UnsavedState, Replica } from '../replica/contract/replica.ts'

export function useUnsavedState(replica: Replica): UnsavedState {
  return useSyncExternalStore(
    useCallback((listener: () => void) => replica.onKeeping(listener), [replica]),
    () => replica.keeping,
  )
}

/** One thing about it: what it keeps is another for every letter. */
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
