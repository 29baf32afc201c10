// A list that is searched and looked through page by page. A typed search is sent when the typing pauses.
import { useCallback, useDeferredValue, useState } from 'react'
import type { ListQuery } from '../../api/admin-api.ts'
import { useDebounced } from '../../browser/use-debounced.ts'
import { useRequest, type RepeatedRequest, type RequestState } from '../../parts/requests/use-request.ts'

interface PagedList<T> {
  readonly asked: RequestState<T>
  readonly again: () => void
  readonly search: string
  readonly setSearch: (text: string) => void
  readonly page: number
  readonly setPage: (page: number) => void
}

export function useList<T>(
  ask: (wanted: ListQuery) => Promise<T>,
  repeated: RepeatedRequest = {},
): PagedList<T> {
  const [search, setText] = useState('')
  const [page, setPage] = useState(0)
  const wanted = useDebounced(useDeferredValue(search))
  const [asked, again] = useRequest(
    useCallback(() => ask({ search: wanted, page }), [ask, wanted, page]),
    repeated,
  )
  const setSearch = useCallback((text: string) => {
    setText(text)
    setPage(0)
  }, [])
  return { asked, again, search, setSearch, page, setPage }
}
