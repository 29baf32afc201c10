// Hooks through which components read how another node is.
import { useSyncExternalStore } from 'react'
import type { HostEvent } from '../../../shared/wire/frames/action-frames.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import { useWorld } from '../context/use-world.ts'
import type { Replica } from '../../replica/replica.ts'
import { hostIn, onHost } from './host-state.ts'

/** The node of this world, where that is another one and it has been told how it is. */
export function useHostOf(replica: Replica): HostEvent | null {
  return useSyncExternalStore(
    (listener) => onHost(replica, listener),
    () => hostIn(replica),
  )
}

/** The node that this world sleeps with; null: it is awake. A trial does not sleep. */
export function useSleepingHost(): NodeName | null {
  const { replica, trial } = useWorld()
  const host = useHostOf(replica)
  return trial === null && host?.state === 'asleep' ? host.node : null
}
