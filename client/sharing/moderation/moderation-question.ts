// The question to the owner whether somebody is to be kept out. It is asked over the whole page, when the
// list they were chosen from is closed.
import { useObservable } from '../../browser/use-observable.ts'
import { Observable } from '../../device/observable.ts'

export interface ModerationQuestion {
  readonly account: string
  readonly name: string
}

const asked = new Observable<ModerationQuestion | null>(null)

export const askModeration = (next: ModerationQuestion | null): void => asked.set(next)
export const useAsked = (): ModerationQuestion | null => useObservable(asked)
