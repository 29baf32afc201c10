// Asks, from anywhere in a world, whether to take edits back: a session, a merge, what an author wrote.
import type { EditsToTakeBack } from '../api/history-api.ts'
import type { Address } from '../../shared/world/address.ts'
import { useObservable } from '../browser/use-observable.ts'
import { Observable } from '../device/observable.ts'

export interface TakeBackQuestion {
  readonly address: Address
  readonly what: EditsToTakeBack
  readonly title: string
  /** What it is, as the subject of a sentence. */
  readonly words: string
}

const asked = new Observable<TakeBackQuestion | null>(null)

export const askTakingBack = (next: TakeBackQuestion | null): void => asked.set(next)
export const useAskedTakingBack = (): TakeBackQuestion | null => useObservable(asked)
