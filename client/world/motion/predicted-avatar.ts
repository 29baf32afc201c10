// One's own avatar as it is shown: it walks at once, before the owner has answered. Who computes that is fetched with the
// first walk; see client/walk.
import { useMemo, useSyncExternalStore } from 'react'
import type { ThingData } from '../../../shared/behavior/sandbox-protocol.ts'
import type { Person } from '../../../shared/world/view/present-people.ts'

export type Lead = Pick<ThingData, 'id' | 'host' | 'x' | 'y' | 'facing' | 'walk'>

const listeners = new Set<() => void>()
let lead: Lead | null = null
/** Shows somebody as they are ahead of the owner; null: as the owner has everybody. */
export function setLead(next: Lead | null): void {
  if (next === lead) return
  lead = next
  for (const listener of listeners) listener()
}

/** People as they are shown: oneself, where one sees oneself. */
export function useLed(people: readonly Person[]): readonly Person[] {
  const now = useSyncExternalStore(onLead, () => lead)
  return useMemo(() => {
    const at = now === null ? -1 : people.findIndex(({ id }) => id === now.id)
    const me = people[at]
    return now === null || !me ? people : people.with(at, led(me, now))
  }, [people, now])
}

function led(person: Person, { host, x, y, facing, walk }: Lead): Person {
  const { place } = person
  return place?.host === host ? { ...person, place: { ...place, x, y, facing }, walk } : person
}

export function onLead(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
