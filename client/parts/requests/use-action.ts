// Does something on the server, says what came of it, and asks again for what is shown.
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
