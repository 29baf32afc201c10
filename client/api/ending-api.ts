// The requests of the screens that end accounts to the server.
import {
  AccountNames,
  EndingNow,
  EndingPreview,
  MadeExport,
  type NewEnding,
} from '../../shared/wire/api/account-ending-bodies.ts'
import { call } from './request.ts'

export const fetchEnding = (): Promise<EndingNow> => call('GET', '/api/admin/ending', EndingNow)
export const previewEnding = (wanted: NewEnding): Promise<EndingPreview> =>
  call('POST', '/api/admin/ending/preview', EndingPreview, wanted)
export const startEnding = (wanted: NewEnding): Promise<EndingNow> =>
  call('POST', '/api/admin/ending', EndingNow, wanted)
/** Stops it before the next account; forgets it once it is over. */
export const stopEnding = (): Promise<EndingNow> => call('DELETE', '/api/admin/ending', EndingNow)

/** Without oneself. */
export const fetchAccountNames = (search: string): Promise<AccountNames> =>
  call('GET', `/api/admin/account-names?${new URLSearchParams({ search })}`, AccountNames)

/** Has the browser download the worlds of accounts. */
export async function downloadWorlds(accounts: readonly string[]): Promise<void> {
  const { id } = await call('POST', '/api/admin/exports', MadeExport, { accounts })
  const link = document.createElement('a')
  link.href = `/api/admin/exports/${id}`
  link.download = ''
  link.click()
}
