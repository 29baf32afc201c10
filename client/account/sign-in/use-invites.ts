// The invitation of the secret link that a person came with, while they are asked who they are.
import { useEffect, useState } from 'react'
import type { LinkInvites } from '../../../shared/wire/api/sharing-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { currentRoute } from '../../navigation/route.ts'
import { lookAtLink } from '../../api/sharing-api.ts'
import { keyFor } from '../../navigation/link-key.ts'

export interface InvitedHere {
  readonly address: Address
  readonly invites: LinkInvites
}

/** `asking` until the node answered; null without a link, or with a void one. */
export function useInvites(): InvitedHere | null | 'asking' {
  const [key] = useState(keyHere)
  const [invited, setInvited] = useState<InvitedHere | null | 'asking'>(key === null ? null : 'asking')
  useEffect(() => {
    if (key === null) return undefined
    const { address, secret } = key
    let isWanted = true
    lookAtLink(address, secret).then(
      (invites) => isWanted && setInvited({ address, invites }),
      () => isWanted && setInvited(null),
    )
    return () => {
      isWanted = false
    }
  }, [key])
  return invited
}

function keyHere(): { readonly address: Address; readonly secret: string } | null {
  const route = currentRoute()
  if (route.screen !== 'world') return null
  const secret = keyFor(route.address)
  return secret === null ? null : { address: route.address, secret }
}
