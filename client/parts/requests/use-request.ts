// A request to the server: its last answer stays until the next one is there.
import { useCallback, useEffect, useRef, useState } from 'react'
import { wordsOf } from '../../api/request.ts'

export type RequestState<T> =
  | { readonly state: 'asking' }
  | { readonly state: 'here'; readonly value: T }
  | { readonly state: 'failed'; readonly text: string }

/**
 * Asks at once, again when `ask` is another function, and whenever the second part of the answer is called.
 */
export function useRequest<T>(ask: () => Promise<T>): readonly [RequestState<T>, () => void] {
  const [asked, setAsked] = useState<RequestState<T>>({ state: 'asking' })
  const last = useRef<object | null>(null)
  const again = useCallback(() => {
    const mine = {}
    last.current = mine
    const take = (next: RequestState<T>): void => {
      if (last.current === mine) setAsked(next)
    }
    ask().then(
      (value) => take({ state: 'here', value }),
      (error: unknown) => take({ state: 'failed', text: wordsOf(error) }),
    )
  }, [ask])
  useEffect(() => {
    again()
    return () => {
      last.current = null
    }
  }, [again])
  return [asked, again]
}
