// Asks, from anywhere in a world, whether to take edits back: a session, a merge, what an author or somebody
// who is here wrote.
import type { EditsToTakeBack } from '../api/history-api.ts'
import { useObservable } from '../browser/use-observable.ts'
import { Observable } from '../device/observable.ts'

type TakeBackQuestion = EditsQuestion | WriterQuestion

export interface EditsQuestion {
  readonly of: 'edits'
  readonly what: EditsToTakeBack
  readonly title: string
  /** What it is, as the subject of a sentence. */
  readonly words: string
  /** On the button that does it. */
  readonly yes?: string
  readonly onDone?: () => void
}

/** Since when is chosen then. */
export interface WriterQuestion {
  readonly of: 'writer'
  readonly account: string
  readonly name: string
}

const asked = new Observable<TakeBackQuestion | null>(null)

export const askTakingBack = (next: TakeBackQuestion | null): void => asked.set(next)
export const useAskedTakingBack = (): TakeBackQuestion | null => useObservable(asked)
