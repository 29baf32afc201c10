// Requests to the server about worlds of other nodes.
import type { Address } from '../../shared/world/address.ts'
import { call } from './request.ts'

/** Where the routes of a place on another node begin. */
export const placePath = (address: Address): string =>
  `/api/peers/place/${address.split('/').map(encodeURIComponent).join('/')}`

/**
 * Takes a world off one's list. `lose`: also with changes that its node does not have; without it, that is
 * refused as `waiting`.
 */
export const removeFromNode = (address: Address, lose: boolean): Promise<null> =>
  call('DELETE', placePath(address), null, { lose })
