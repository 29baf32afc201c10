// A link with a key opens the world it leads to: it is used before the world is asked for, once.
import { useEffect, useSyncExternalStore } from 'react'
import type { Address } from '../../../shared/world/address.ts'
import { dropKey, keyFor, onKey } from '../../navigation/link-key.ts'

/** True while the key that one came with is being used. */
export function useKey(address: Address): boolean {
  const secret = useSyncExternalStore(onKey, () => keyFor(address))
  useEffect(() => {
    if (secret === null) return
    // Few come by a link: the code that uses it is fetched for them alone.
    import('./come-in.ts')
      .then(({ comeIn }) => comeIn(address, secret))
      .catch((error: unknown) => console.warn('The link could not be used.', error))
      .finally(() => dropKey(address))
  }, [address, secret])
  return secret !== null
}
