// Giving the world to others: its link.
import type { Address } from '../../shared/world/address.ts'
import type { NodeKind } from '../session/me.ts'
import { copyText } from '../notices/copy-text.ts'
import { pathOfWorld } from '../navigation/route.ts'

const COPIED: Readonly<Record<NodeKind['access'], string>> = {
  open: 'The link is copied. Anyone who opens it gives a name and comes in.',
  accounts: 'The link is copied. It opens the world for everyone allowed to see it. Others can knock.',
}

export function shareWorld(address: Address, access: NodeKind['access']): void {
  copyText(`${location.origin}${pathOfWorld(address)}`, COPIED[access])
}
