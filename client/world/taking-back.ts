// Asks, from anywhere in a world, whether to take something back: what somebody wrote, one session, one merge.
import type { Address } from '../../shared/world/address.ts'
import type { Revision } from '../../shared/history/revision.ts'
import { useObservable } from '../browser/use-observable.ts'
import { Observable } from '../device/observable.ts'

export type TakenBack =
  | { readonly session: { readonly from: Revision; readonly to: Revision } }
  | { readonly merge: string }
  | { readonly author: { readonly kind: 'program' | 'agent'; readonly id: string }; readonly since: number }

export interface TakeBackQuestion {
  readonly address: Address
  readonly what: TakenBack
  readonly title: string
  /** What it is, as the subject of a sentence. */
  readonly words: string
}

const asked = new Observable<TakeBackQuestion | null>(null)

export const askTakingBack = (next: TakeBackQuestion | null): void => asked.set(next)
export const useAskedTakingBack = (): TakeBackQuestion | null => useObservable(asked)
