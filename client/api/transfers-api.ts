// Requests to the server about things between nodes: things on their way, lent things, and calling any of
// them back.
import { LentThings, MyThings } from '../../shared/wire/peers/transfer-bodies.ts'
import type { Address } from '../../shared/world/address.ts'
import { call, worldPath } from './request.ts'

const at = (...words: readonly string[]): string => words.map(encodeURIComponent).join('/')

export const fetchTransfers = (): Promise<MyThings> => call('GET', '/api/me/transfers', MyThings)

/** Wants back what one put down on another node: it comes, unless it is there already. */
export const takeBack = (node: string, id: string): Promise<null> =>
  call('POST', `/api/me/transfers/${at(node, id)}/back`, null, {})

/** Gives back what is lent to one. */
export const giveBack = (node: string, id: string): Promise<null> =>
  call('POST', `/api/me/lent/${at(node, id)}/back`, null, {})

/** Gives back what one took along out of a world of this node. */
export const giveBackHere = (id: string): Promise<null> =>
  call('POST', `/api/me/taken/${at(id)}/back`, null, {})

/** The things that others carried off out of a world that one owns. */
export const fetchLoans = (world: Address): Promise<LentThings> =>
  call('GET', `${worldPath(world)}/loans`, LentThings)

/** From now on it belongs to its holder. */
export const leaveToThem = (world: Address, id: string): Promise<null> =>
  call('DELETE', `${worldPath(world)}/loans/${at(id)}`, null)

/** Calls back a thing that somebody carried off out of one's world. */
export const callBack = (world: Address, id: string): Promise<null> =>
  call('POST', `${worldPath(world)}/loans/${at(id)}/back`, null, {})
