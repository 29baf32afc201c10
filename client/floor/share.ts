// Giving the world to others: its link.
import type { Address } from '../../shared/world/address.ts'
import { copyText } from '../app/clipboard.ts'
import { pathOfWorld } from '../app/route.ts'

export function shareWorld(address: Address): void {
  copyText(
    `${location.origin}${pathOfWorld(address)}`,
    'The link is copied. Whoever opens it gives a name and is here.',
  )
}
