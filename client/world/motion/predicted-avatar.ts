// One's own avatar as it is shown: it walks at once, before the owner has answered. The code for that is
// fetched with the first walk; see client/walk.
import { useMemo } from 'react'
import type { ThingData } from '../../../shared/behavior/sandbox-protocol.ts'
import type { PresentPerson } from '../../../shared/world/view/present-people.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { Observable } from '../../device/observable.ts'

type PredictedAvatar = Pick<ThingData, 'id' | 'host' | 'x' | 'y' | 'facing' | 'walk'>

/** Somebody as they are ahead of the owner; null: everybody is shown as the owner has them. */
export const prediction = new Observable<PredictedAvatar | null>(null)

/** People as they are shown: oneself, where one sees oneself. */
export function usePrediction(people: readonly PresentPerson[]): readonly PresentPerson[] {
  const now = useObservable(prediction)
  return useMemo(() => {
    const at = now === null ? -1 : people.findIndex(({ id }) => id === now.id)
    const me = people[at]
    return now === null || !me ? people : people.with(at, led(me, now))
  }, [people, now])
}

function led(person: PresentPerson, { host, x, y, facing, walk }: PredictedAvatar): PresentPerson {
  const { place } = person
  return place?.host === host ? { ...person, place: { ...place, x, y, facing }, walk } : person
}
