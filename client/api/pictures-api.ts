// The routes for pictures, as the interface calls them.
import { StoredPicture, TakenPictures, TAKEN_MAX } from '../../shared/wire/api/picture-bodies.ts'
import type { PictureId } from '../../shared/world/picture-id.ts'
import type { Address } from '../../shared/world/address.ts'
import { call, sendBytes, worldPath } from './request.ts'

export const sendPicture = (address: Address, picture: Blob): Promise<StoredPicture> =>
  sendBytes(`${worldPath(address)}/assets`, picture, StoredPicture)

/** The world is to hold pictures that others hold. */
export const takePictures = (address: Address, pictures: readonly PictureId[]): Promise<TakenPictures> =>
  call('POST', `${worldPath(address)}/assets/take`, TakenPictures, { pictures: pictures.slice(0, TAKEN_MAX) })
