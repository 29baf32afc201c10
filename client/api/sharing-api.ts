// Sharing over HTTP, as the interface calls it. Every change is answered with the new sharing of the world.
import {
  LinkInvites,
  MadeLink,
  MyRight,
  PresentPeople,
  Sharing,
  WaitingKnocks,
  Writers,
  type NewShareLink,
  type OpenRight,
  type OpenTo,
} from '../../shared/wire/api/sharing-bodies.ts'
import type { Address } from '../../shared/world/address.ts'
import type { Right } from '../../shared/world/rights.ts'
import { call, worldPath } from './request.ts'

const at = (address: Address, ...rest: readonly string[]): string =>
  [worldPath(address), ...rest.map(encodeURIComponent)].join('/')

export const fetchSharing = (address: Address): Promise<Sharing> =>
  call('GET', at(address, 'sharing'), Sharing)
export const fetchMyRight = (address: Address): Promise<MyRight> => call('GET', at(address, 'right'), MyRight)

export const openTo = (address: Address, body: OpenTo): Promise<Sharing> =>
  call('PATCH', at(address, 'sharing'), Sharing, body)
export const grant = (address: Address, account: string, right: Right): Promise<Sharing> =>
  call('PUT', at(address, 'sharing', 'people', account), Sharing, { right })
/** For everybody of another node. */
export const grantNode = (address: Address, node: string, right: OpenRight): Promise<Sharing> =>
  call('PUT', at(address, 'sharing', 'nodes', node), Sharing, { right })
/** For everybody of a group. */
export const grantGroup = (address: Address, id: string, right: OpenRight): Promise<Sharing> =>
  call('PUT', at(address, 'sharing', 'groups', id), Sharing, { right })
export const makeLink = (address: Address, body: NewShareLink): Promise<MadeLink> =>
  call('POST', at(address, 'sharing', 'links'), MadeLink, body)
export const revokeLink = (address: Address, id: string): Promise<Sharing> =>
  call('DELETE', at(address, 'sharing', 'links', id), Sharing)
export const answerKnock = (address: Address, account: string, right: Right): Promise<Sharing> =>
  call('POST', at(address, 'sharing', 'knocks', account), Sharing, { right })
export const offerWorld = (address: Address, account: string): Promise<Sharing> =>
  call('POST', at(address, 'sharing', 'owner'), Sharing, { account })
export const takeOfferBack = (address: Address): Promise<Sharing> =>
  call('DELETE', at(address, 'sharing', 'owner'), Sharing)

export const lookAtLink = (address: Address, secret: string): Promise<LinkInvites> =>
  call('POST', at(address, 'link', 'look'), LinkInvites, { secret })
export const enterByLink = (address: Address, secret: string): Promise<MyRight> =>
  call('POST', at(address, 'link'), MyRight, { secret })
export const knock = (address: Address, words: string): Promise<null> =>
  call('POST', at(address, 'knock'), null, words === '' ? {} : { words })
export const fetchKnocks = (): Promise<WaitingKnocks> => call('GET', '/api/knocks', WaitingKnocks)
export const takeKnockBack = (address: Address): Promise<null> => call('DELETE', at(address, 'knock'), null)

export const fetchPresent = (address: Address): Promise<PresentPeople> =>
  call('GET', at(address, 'people'), PresentPeople)
export const kick = (address: Address, account: string): Promise<Sharing> =>
  call('POST', at(address, 'people', account, 'kick'), Sharing, {})
export const ban = (address: Address, account: string): Promise<Sharing> =>
  call('PUT', at(address, 'people', account, 'ban'), Sharing, { until: null })
export const unban = (address: Address, account: string): Promise<Sharing> =>
  call('DELETE', at(address, 'people', account, 'ban'), Sharing)
export const mute = (address: Address, account: string): Promise<Sharing> =>
  call('PUT', at(address, 'people', account, 'mute'), Sharing, {})
export const unmute = (address: Address, account: string): Promise<Sharing> =>
  call('DELETE', at(address, 'people', account, 'mute'), Sharing)

export const fetchWriters = (address: Address, since: number): Promise<Writers> =>
  call('GET', `${at(address, 'writers')}?since=${since}`, Writers)
