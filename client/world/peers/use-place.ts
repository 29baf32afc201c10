// What a place on another node is like, while somebody looks at something that leads there.
import { useEffect, useSyncExternalStore } from 'react'
import type { ForeignPlaceBody } from '../../../shared/wire/api/foreign-place-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { askAbout, onPlaces, PLACE_MS, placeAt } from './place-state.ts'

/** Null until something is known. Asked anew after `everyMs`, while the page is seen. */
export function usePlace(address: Address, everyMs = PLACE_MS): ForeignPlaceBody | null {
  useEffect(() => {
    let isWanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    async function look(): Promise<void> {
      if (!document.hidden) await askAbout(address, everyMs)
      if (isWanted) timer = setTimeout(() => void look(), everyMs)
    }
    void look()
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [address, everyMs])
  return useSyncExternalStore(onPlaces, () => placeAt(address))
}
