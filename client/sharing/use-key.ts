// A link with a key opens the world it leads to: it is used before the world is asked for, once.
import { useEffect, useSyncExternalStore } from 'react'
import type { Address } from '../../shared/world/address.ts'
import { CallError } from '../app/api.ts'
import { notify } from '../app/notices.ts'
import { dropKey, keyFor, onKey } from './key.ts'

const VOID = 'This link is not good any more. Ask whoever gave it to you for another one.'
const LATER = 'The link could not be used, since the server cannot be reached. Open it again later.'

/** True while the key that one came with is being used. */
export function useKey(address: Address): boolean {
  const secret = useSyncExternalStore(onKey, () => keyFor(address))
  useEffect(() => {
    if (secret === null) return
    // Few come by a link: what uses it is fetched for them alone.
    import('./calls.ts')
      .then(({ enterByLink }) => enterByLink(address, secret))
      .catch((error: unknown) => {
        const isOffline = error instanceof CallError && error.code === 'offline'
        notify({ text: isOffline ? LATER : VOID, timeoutMs: 0 })
      })
      .finally(() => dropKey(address))
  }, [address, secret])
  return secret !== null
}
