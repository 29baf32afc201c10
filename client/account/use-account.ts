// The server's facts about one's own account, and a way to fetch them again.
import { useCallback, useEffect, useState } from 'react'
import type { AccountInfo } from '../../shared/wire/api/account-bodies.ts'
import { wordsOf } from '../api/request.ts'
import { fetchAccount } from '../api/account-api.ts'

type KnownAccount =
  | { readonly state: 'asking' }
  | { readonly state: 'here'; readonly account: AccountInfo }
  | { readonly state: 'unknown'; readonly text: string }

export function useAccount(): readonly [KnownAccount, () => void] {
  const [account, setAccount] = useState<KnownAccount>({ state: 'asking' })
  const look = useCallback(() => {
    fetchAccount().then(
      (info) => setAccount({ state: 'here', account: info }),
      (error: unknown) => setAccount({ state: 'unknown', text: wordsOf(error) }),
    )
  }, [])
  useEffect(look, [look])
  return [account, look]
}
