// Pictures that are on this device and not on the server yet, by name; and the pictures that are shown just
// now. It is small, since it is part of the first load.
import { pictureUrlPath, type PictureId } from '../../shared/world/picture-id.ts'
import { Listeners } from '../device/listener-set.ts'

const urls = new Map<PictureId, string>()
const blobs = new Map<PictureId, Blob>()
const listeners = new Listeners()
const showing = new Set<PictureId>()
const seers = new Listeners()

/** Where the browser finds a picture. */
export const urlOf = (id: PictureId): string => urls.get(id) ?? pictureUrlPath(id)

/** A picture that is here; null: the server has it. No page may fetch it by its address of here. */
export const blobOf = (id: PictureId): Blob | null => blobs.get(id) ?? null

/** A picture is on the device: from now on it is shown from there. */
export function putHere(id: PictureId, blob: Blob): void {
  if (!urls.has(id)) urls.set(id, URL.createObjectURL(blob))
  blobs.set(id, blob)
  listeners.tell()
}

/** Calls `listener` when pictures were put here; until the answer is called. */
export const onHere = (listener: () => void): (() => void) => listeners.add(listener)

/** Notes that a picture is shown, so that its world can be asked to hold it. */
export function noteShown(id: PictureId): void {
  if (showing.has(id)) return
  showing.add(id)
  seers.tell()
}

/** All that were shown since this page was loaded. */
export const shownPictures = (): ReadonlySet<PictureId> => showing
export const onShown = (listener: () => void): (() => void) => seers.add(listener)
