// Which things somebody wants to put into another one, chosen by its name: a question that anything may ask.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { Observable } from '../../device/observable.ts'

const asked = new Observable<readonly ArtifactId[] | null>(null)

/** Opens the question where to put them. */
export function askPutInto(ids: Iterable<ArtifactId>): void {
  const wanted = [...ids]
  asked.set(wanted.length === 0 ? null : wanted)
}

export const stopPutting = (): void => asked.set(null)

/** The things to be put somewhere; null when nobody asks. */
export const usePutting = (): readonly ArtifactId[] | null => useObservable(asked)
