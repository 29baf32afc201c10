// The review of the open draft, up to date for as long as it is shown: it is asked for again after edits of
// the draft, and once its world has changed.
import { useCallback, useEffect } from 'react'
import type { DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { fetchParentRevision, fetchReview } from '../../api/drafts-api.ts'
import { useRequest, type RequestState } from '../../parts/requests/use-request.ts'
import { useAfterEdits } from '../use-after-edits.ts'

/** It is asked for so soon after edits of the draft. */
const REVIEWED_MS = { restMs: 2_000, mostMs: 8_000 }
/** How often it is asked whether the world has changed that the draft is of. */
const PARENT_MS = 5_000

export function useReview(draft: Address): readonly [RequestState<DraftReview>, () => void] {
  // What somebody chose of it stays when the network goes for a moment.
  const [review, again] = useRequest(
    useCallback(() => fetchReview(draft), [draft]),
    { keepsAnswer: true },
  )
  useAfterEdits(again, REVIEWED_MS)
  useEffect(() => {
    let known: number | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    async function look(): Promise<void> {
      const now = document.visibilityState === 'visible' ? await fetchParentRevision(draft) : known
      if (known !== null && now !== known) again()
      known = now
    }
    function next(): void {
      const again = (): void => {
        if (timer !== undefined) timer = setTimeout(next, PARENT_MS)
      }
      // Without a network it is asked again later.
      look().then(again, again)
    }
    timer = setTimeout(next, 0)
    return () => {
      clearTimeout(timer)
      timer = undefined
    }
  }, [draft, again])
  return [review, again]
}
