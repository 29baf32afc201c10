// A picture in the form that a node keeps: cleaned, and named by its cleaned content.
import { createHash } from 'node:crypto'
import { cleanPicture, type CleanPicture } from '../../shared/pictures/clean-picture.ts'
import { PictureTrouble } from '../../shared/pictures/picture-bytes.ts'
import { parsePictureId, type PictureId } from '../../shared/world/picture-id.ts'

export interface IdentifiedPicture extends CleanPicture {
  readonly id: PictureId
}

/**
 * Cleans a picture and names it, for `by`, who takes turns with others. Rejects with a PictureTrouble, or
 * with a PicturesBusy, after which it may be tried again.
 */
export type Clean = (raw: Uint8Array, by: string) => Promise<IdentifiedPicture>

/** In this thread, which waits meanwhile: for a command, where nobody else does. */
export const cleanHere: Clean = (raw) => Promise.resolve(raw).then(cleaned)

export function cleaned(raw: Uint8Array): IdentifiedPicture {
  const picture = cleanPicture(raw)
  return { ...picture, id: idOf(picture.bytes) }
}

/** A picture in its kept form; null for a file that is no picture that we take. */
export function cleanOrNull(raw: Uint8Array): IdentifiedPicture | null {
  try {
    return cleaned(raw)
  } catch (error) {
    if (error instanceof PictureTrouble) return null
    throw error
  }
}

/** The name of a picture: the SHA-256 of its bytes. */
export function idOf(bytes: Uint8Array): PictureId {
  const id = parsePictureId(createHash('sha256').update(bytes).digest('hex'))
  if (id === null) throw new Error('a digest is a name')
  return id
}
