// Does something on the server, reports the result, and fetches the shown data again.
import { useCallback } from 'react'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'

export type ActionState = (work: Promise<unknown>, done: string) => void

export function useServerAction(again: () => void): ActionState {
  return useCallback(
    (work, done) => {
      work
        .then(
          () => notify({ text: done }),
          (error: unknown) => notify({ text: wordsOf(error) }),
        )
        .finally(again)
    },
    [again],
  )
}
