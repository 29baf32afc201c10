// Hooks through which components read how a world is now.
import { useCallback, useSyncExternalStore } from 'react'
import type { PageProgram } from '../../../shared/behavior/program-parser.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { LiveFollower } from '../../../shared/world/view/live-follower.ts'
import type { Asleep, Fault } from '../../../shared/world/live/live-state-values.ts'
import { isInTrouble, programStateFrom, type ProgramState } from '../../words/program-words.ts'
import { useSleepingHost } from '../peers/use-host.ts'
import { useHasCode, useWorld } from '../context/use-world.ts'

/** Something of how the world is now, drawn anew when it is something else. */
export function useNow<T>(read: (now: LiveFollower) => T): T {
  const { now } = useWorld()
  return useSyncExternalStore(
    useCallback((listener: () => void) => now.subscribe(listener), [now]),
    () => read(now),
  )
}

export function useProgram(id: ArtifactId): PageProgram | null {
  const { programs } = useWorld()
  return useSyncExternalStore(programs.subscribe, () => programs.of(id))
}

/** All things that have code. */
export function useThingsWithCode(): readonly ArtifactId[] {
  const { programs } = useWorld()
  return useSyncExternalStore(programs.subscribe, programs.ids)
}

/** How many things are in trouble. */
export function useTroubled(): number {
  const living = useThingsWithCode()
  return useNow(
    (now) => living.filter((id) => isInTrouble({ faults: now.faults(id), asleep: now.asleep(id) })).length,
  )
}

export const useIsPaused = (): boolean => useNow((now) => now.state === 'paused')
export const useFaults = (id: ArtifactId): readonly Fault[] => useNow((now) => now.faults(id))
export const useAsleep = (id: ArtifactId): Asleep | null => useNow((now) => now.asleep(id))

export function useProgramState(id: ArtifactId): ProgramState {
  const hasCode = useHasCode(id)
  const isHostAsleep = useSleepingHost() !== null
  return useNow((now) =>
    programStateFrom({
      hasCode,
      isPaused: now.state === 'paused',
      faults: now.faults(id),
      asleep: now.asleep(id),
      isHostAsleep,
    }),
  )
}
