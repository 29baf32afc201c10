// Requests to the server for words in all worlds that one may see.
import { FoundPlaces } from '../../shared/wire/search/found-places.ts'
import { call } from './request.ts'

/** `after`: `next` of the answer before; null: from the beginning. */
export const findWords = (search: string, after: string | null): Promise<FoundPlaces> => {
  const query = new URLSearchParams({ search, ...(after !== null && { after }) })
  return call('GET', `/api/words?${query.toString()}`, FoundPlaces)
}
