// Requests to the server about worlds as a whole: the lists of worlds and of the bin; making, moving and
// removing them.
import {
  ARCHIVE_TYPE,
  WorldList,
  WorldSummary,
  type NewWorld,
  type WorldChange,
} from '../../shared/wire/api/world-bodies.ts'
import type { Address, WorldId } from '../../shared/world/address.ts'
import { TemplateList, TemplateOffer, WorldMiniature } from '../../shared/wire/api/template-bodies.ts'
import { OfferedWorlds } from '../../shared/wire/api/sharing-bodies.ts'
import { call, sendBytes, worldPath } from './request.ts'

export const fetchWorlds = (): Promise<WorldList> => call('GET', '/api/worlds', WorldList)
/** Also by an address that it left; rejects where there is none that one may see. */
export const fetchWorld = (address: Address): Promise<WorldSummary> =>
  call('GET', worldPath(address), WorldSummary)
export const makeWorld = (body: NewWorld): Promise<WorldSummary> =>
  call('POST', '/api/worlds', WorldSummary, body)
export const fetchTemplates = (): Promise<TemplateList> => call('GET', '/api/templates', TemplateList)
export const fetchMiniature = (address: Address): Promise<WorldMiniature> =>
  call('GET', `${worldPath(address)}/miniature`, WorldMiniature)
export const fetchTemplateOffer = (address: Address): Promise<TemplateOffer> =>
  call('GET', `${worldPath(address)}/template`, TemplateOffer)
export const offerTemplate = (address: Address, isOffered: boolean): Promise<TemplateOffer> =>
  call(isOffered ? 'PUT' : 'DELETE', `${worldPath(address)}/template`, TemplateOffer)
export const moveWorld = (address: Address, body: WorldChange): Promise<WorldSummary> =>
  call('PATCH', worldPath(address), WorldSummary, body)
export const binWorld = (address: Address): Promise<null> => call('DELETE', worldPath(address), null)
export const fetchBin = (): Promise<WorldList> => call('GET', '/api/bin', WorldList)
export const restoreWorld = (id: WorldId): Promise<null> => call('POST', `/api/bin/${id}/restore`, null, {})
export const destroyWorld = (id: WorldId): Promise<null> => call('DELETE', `/api/bin/${id}`, null)
export const fetchOffers = (): Promise<OfferedWorlds> => call('GET', '/api/offers', OfferedWorlds)
export const acceptOffer = (id: WorldId): Promise<WorldSummary> =>
  call('POST', `/api/offers/${id}`, WorldSummary, {})
export const declineOffer = (id: WorldId): Promise<null> => call('DELETE', `/api/offers/${id}`, null)
export const exportPath = (address: Address): string => `${worldPath(address)}/export`

/** Sends an exported file; the server makes a world of it at `address`. */
export const importWorld = (file: Blob, address: Address): Promise<WorldSummary> =>
  sendBytes(`/api/worlds/import?address=${encodeURIComponent(address)}`, file, WorldSummary, ARCHIVE_TYPE)
