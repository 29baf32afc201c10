// A description of a place on another node, while somebody looks at something that leads there.
import { useEffect, useSyncExternalStore } from 'react'
import type { ForeignPlaceBody } from '../../../shared/wire/api/foreign-place-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { repeatWhileSeen } from '../../device/repeat.ts'
import { askAbout, onPlaces, PLACE_MS, placeAt } from './place-state.ts'

/** Null until something is known. Asked anew after `everyMs`, while the page is seen. */
export function usePlace(address: Address, everyMs = PLACE_MS): ForeignPlaceBody | null {
  useEffect(() => repeatWhileSeen(() => askAbout(address, everyMs), everyMs), [address, everyMs])
  return useSyncExternalStore(onPlaces, () => placeAt(address))
}
