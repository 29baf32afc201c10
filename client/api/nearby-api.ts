// Requests to the server about nodes nearby, and about invitations of other nodes.
import { Accepted, Invited, type InvitationElsewhere } from '../../shared/wire/api/account-bodies.ts'
import { Nearby, PairingInfo, type SayPairing } from '../../shared/wire/peers/pairing-bodies.ts'
import { call } from './request.ts'

export const fetchNearby = (): Promise<Nearby> => call('GET', '/api/admin/nearby', Nearby)
export const startPairing = (address: string): Promise<PairingInfo> =>
  call('POST', '/api/admin/pairing', PairingInfo, { address })
export const sayOfCodes = (body: SayPairing): Promise<PairingInfo> =>
  call('POST', '/api/admin/pairing/word', PairingInfo, body)

/** Where an invitation of another node leads; worlds have their names here. */
export const lookAtInvitationOf = (body: InvitationElsewhere): Promise<Invited> =>
  call('POST', '/api/elsewhere/invitation', Invited, body)
export const acceptInvitationOf = (body: InvitationElsewhere): Promise<Accepted> =>
  call('POST', '/api/elsewhere/invitation/accept', Accepted, body)
