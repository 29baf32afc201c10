// Giving the world to others: its link.
import type { Address } from '../../shared/world/address.ts'
import type { Place } from '../app/me.ts'
import { copyText } from '../app/clipboard.ts'
import { pathOfWorld } from '../app/route.ts'

const COPIED: Readonly<Record<Place['access'], string>> = {
  open: 'The link is copied. Whoever opens it gives a name and is here.',
  accounts: 'The link is copied. It opens the world for those who may see it; others can knock there.',
}

export function shareWorld(address: Address, access: Place['access']): void {
  copyText(`${location.origin}${pathOfWorld(address)}`, COPIED[access])
}
