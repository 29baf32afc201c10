// A value that is followed, in a component.
import { useSyncExternalStore } from 'react'
import type { Observable } from '../device/observable.ts'

export function useObservable<T>(value: Pick<Observable<T>, 'now' | 'subscribe'>): T {
  return useSyncExternalStore(value.subscribe, () => value.now)
}
