// A request to the server: its last answer stays until the next one is there.
import { useCallback, useEffect, useRef, useState } from 'react'
import { useRepeat } from '../../browser/use-repeat.ts'
import { wordsOf } from '../../api/request.ts'

export type RequestState<T> =
  | { readonly state: 'asking' }
  | { readonly state: 'here'; readonly value: T }
  | { readonly state: 'failed'; readonly text: string }

/** How often a form asks for what others changed while it is open, in ms. */
export const FORM_ASKS_MS = 3_000

export interface RepeatedRequest {
  /** Asks again so often, in ms, while somebody looks; what was answered stays where that fails. */
  readonly everyMs?: number
  /** Whether what was answered stays where a later question fails, too. */
  readonly keepsAnswer?: boolean
}

/**
 * Asks at once, again when `ask` is another function, and whenever `again` is called. `put` takes a newer
 * value, such as the answer to a change.
 */
export function useRequest<T>(
  ask: () => Promise<T>,
  { everyMs, keepsAnswer = false }: RepeatedRequest = {},
): readonly [asked: RequestState<T>, again: () => void, put: (value: T) => void] {
  const [asked, setAsked] = useState<RequestState<T>>({ state: 'asking' })
  const last = useRef<object | null>(null)
  const request = useCallback(
    (failed: (text: string) => (before: RequestState<T>) => RequestState<T>) => {
      const mine = {}
      last.current = mine
      const take = (next: Parameters<typeof setAsked>[0]): void => {
        if (last.current === mine) setAsked(next)
      }
      ask().then(
        (value) => take({ state: 'here', value }),
        (error: unknown) => take(failed(wordsOf(error))),
      )
    },
    [ask],
  )
  const again = useCallback(
    () =>
      request((text) => (before) => {
        return keepsAnswer && before.state === 'here' ? before : { state: 'failed', text }
      }),
    [request, keepsAnswer],
  )
  const look = useCallback(() => request(() => (before) => before), [request])
  const put = useCallback((value: T) => {
    last.current = null
    setAsked({ state: 'here', value })
  }, [])
  useRepeat(look, everyMs ?? null)
  useEffect(() => {
    again()
    return () => {
      last.current = null
    }
  }, [again])
  return [asked, again, put]
}
