// One's own avatar as it is shown: it walks at once, before the owner has answered. Who computes that is fetched with the
// first walk; see client/walk.
import { useMemo, useSyncExternalStore } from 'react'
import type { ThingData } from '../../shared/behavior/protocol.ts'
import type { Artifact } from '../../shared/world/artifact.ts'

export type Lead = Pick<ThingData, 'id' | 'host' | 'x' | 'y' | 'facing' | 'walk'>

const listeners = new Set<() => void>()
let lead: Lead | null = null
/** Shows somebody as they are ahead of the owner; null: as the owner has everybody. */
export function setLead(next: Lead | null): void {
  if (next === lead) return
  lead = next
  for (const listener of listeners) listener()
}

/** Things as they are shown: the one that is ahead is where it leads. */
export function useLed(things: readonly Artifact[]): readonly Artifact[] {
  const now = useSyncExternalStore(subscribe, () => lead)
  return useMemo(() => {
    const at = now === null ? -1 : things.findIndex(({ id }) => id === now.id)
    const artifact = things[at]
    return now === null || !artifact ? things : things.with(at, led(artifact, now))
  }, [things, now])
}

function led(artifact: Artifact, { host, x, y, facing, walk }: Lead): Artifact {
  const { place } = artifact
  return place?.host === host ? { ...artifact, place: { ...place, x, y, facing }, walk } : artifact
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
