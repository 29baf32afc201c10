// The people on a part of a floor, and how often one looks.
import { useCallback, useMemo, useRef, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { isPerson, type Person } from '../../shared/world/people.ts'
import { useNear, useWorld } from '../floor/world.ts'

/** Calls back as often as it likes. */
export type Pace = (listener: () => void) => () => void

export const atOnce: Pace = (listener) => listener

/** The people there; the same array until that changes. */
export function usePeopleBetween(
  host: ArtifactId,
  top: number,
  bottom: number,
  pace: Pace,
): readonly Person[] {
  const near = useNear()
  const { view } = useWorld()
  const subscribe = useCallback((listener: () => void) => near.onReach(pace(listener)), [near, pace])
  const people = useMemo(() => near.band({ host, top, bottom, of: 'people' }), [near, host, top, bottom])
  const last = useRef<readonly Person[]>([])
  return useSyncExternalStore(subscribe, () => {
    const now = people()
      .flatMap((id) => view.artifact(id) ?? [])
      .filter(isPerson)
    if (!sameList(now, last.current)) last.current = now
    return last.current
  })
}

function sameList(a: readonly Person[], b: readonly Person[]): boolean {
  return a.length === b.length && a.every((artifact, at) => artifact === b[at])
}
