// The authors of a thing at the moment that is shown, or now: of its letters and of its values.
import { useEffect, useState } from 'react'
import { fetchAuthorsAt } from '../../api/history-api.ts'
import type { AuthorsAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { useDebounced } from '../../browser/use-debounced.ts'
import { useMoment, useSessions, useTimeTravel } from '../use-time-travel.ts'
import type { Revision } from '../../../shared/history/revision.ts'

type AuthorsState =
  | { readonly state: 'asking' }
  | { readonly state: 'here'; readonly answer: AuthorsAnswer; readonly at: Revision }
  | { readonly state: 'failed'; readonly text: string }

/** While one drags through time, or people write, nobody reads names: they come after a rest, in ms. */
const REST_MS = 250

export function useAuthors(thing: ArtifactId | null): AuthorsState {
  const { address, pages } = useTimeTravel()
  const moment = useMoment()
  const { head } = useSessions()
  const at = useDebounced(moment?.revision ?? head, REST_MS)
  const [asked, setAsked] = useState<AuthorsState>({ state: 'asking' })
  useEffect(() => {
    if (head === null) void pages.refresh()
  }, [pages, head])
  useEffect(() => {
    if (at === null || thing === null) return undefined
    let isWanted = true
    fetchAuthorsAt(address, at, thing).then(
      (answer) => isWanted && setAsked({ state: 'here', answer, at }),
      (error: unknown) => isWanted && setAsked({ state: 'failed', text: wordsOf(error) }),
    )
    return () => {
      isWanted = false
    }
  }, [address, at, thing])
  return asked
}
