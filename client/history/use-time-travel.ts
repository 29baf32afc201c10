// The travel through time of the world of this screen: one for each replica, shared by the strip, the panel
// and what lies on the floor.
import { useEffect, useSyncExternalStore } from 'react'
import type { MemberId } from '../../shared/world/address.ts'
import { keptHistory, type KeptHistory } from '../session/kept-history.ts'
import type { Replica } from '../replica/replica.ts'
import { useMe } from '../session/me.ts'
import { deviceOf } from '../session/person-device.ts'
import { useWorld, type World } from '../world/context/use-world.ts'
import { askTakingBack } from '../world/taking-back.ts'
import { useObservable } from '../browser/use-observable.ts'
import type { ShownSessions } from './travel/session-pages.ts'
import { TimeTravel, type Moment } from './travel/time-travel.ts'
import type { MomentComparison } from './travel/comparison.ts'
import type { ListedChanges } from '../parts/changes/listed-changes.ts'
import type { Narrowed } from './travel/session-filter.ts'
import type { Versions } from './travel/version-list.ts'

const known = new WeakMap<Replica, TimeTravel>()

export function useTimeTravel(): TimeTravel {
  const world = useWorld()
  const { person } = useMe()
  return known.get(world.replica) ?? opened(world, person.id)
}

function opened({ replica, showPast }: World, member: MemberId): TimeTravel {
  const travel = new TimeTravel({ address: replica.address, kept: () => keptOf(replica, member), showPast })
  known.set(replica, travel)
  const stop = replica.onRebuilt(() => {
    // Another line of the world has another past.
    stop()
    known.delete(replica)
    askTakingBack(null)
    travel.leave()
  })
  return travel
}

async function keptOf(replica: Replica, member: MemberId): Promise<KeptHistory | null> {
  await replica.ready
  const { world } = replica
  return world && keptHistory(deviceOf(member), world.id, world.line)
}

/** The moment of the past that is shown; null: now. */
export const useMoment = (): Moment | null => useObservable(useTimeTravel().moment)

/** Whether a moment of the past is shown; draws nothing anew when it becomes another. */
export function useIsPast(): boolean {
  const { moment } = useTimeTravel()
  return useSyncExternalStore(moment.subscribe, () => moment.now !== null)
}

export const useSessions = (): ShownSessions => useObservable(useTimeTravel().pages.shown)

/** The sessions that the list is narrowed to. */
export const useNarrowedSessions = (): ShownSessions =>
  useObservable(useObservable(useTimeTravel().filter.pages).shown)

export const useNarrowed = (): Narrowed => useObservable(useTimeTravel().filter.shown)

/** Fetched when the first part shows them. */
export function useVersions(): Versions {
  const { versions } = useTimeTravel()
  useEffect(() => {
    if (!versions.shown.now.isKnown) void versions.refresh()
  }, [versions])
  return useObservable(versions.shown)
}

export const useComparison = (): MomentComparison | null => useObservable(useTimeTravel().comparisons.shown)

/** What a revert would change, while the floor shows how the world would be after it. */
export function useRevertPreview(): ListedChanges | null {
  const trial = useObservable(useTimeTravel().reverting.shown)
  return trial.state === 'told' ? trial.preview : null
}
