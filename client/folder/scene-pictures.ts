// The pictures of a world that is saved: from the server, or from this device.
import type * as Y from 'yjs'
import { picturesNamedInDocument } from '../../shared/pictures/document-pictures.ts'
import { PICTURE_TYPES, type PictureType } from '../../shared/pictures/picture-limits.ts'
import { pictureUrlPath, type PictureId } from '../../shared/world/picture-id.ts'
import { blobOf } from '../pictures/local-pictures.ts'

export type FetchedPictures = ReadonlyMap<
  PictureId,
  { readonly type: PictureType; readonly bytes: Uint8Array }
>

/** How many pictures are asked for at once. */
const AT_ONCE = 6

/** The pictures that a scene names; one that cannot be had is left out. */
export async function fetchPictures(scene: Y.Doc): Promise<FetchedPictures> {
  const ids = [...picturesNamedInDocument(scene)]
  const fetched = new Map<PictureId, { type: PictureType; bytes: Uint8Array }>()
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    await Promise.all(
      ids.slice(at, at + AT_ONCE).map(async (id) => {
        const blob = blobOf(id) ?? (await fetchPicture(id).catch(() => null))
        const type = PICTURE_TYPES.find((known) => known === blob?.type.split(';')[0])
        if (blob === null || type === undefined) return
        fetched.set(id, { type, bytes: new Uint8Array(await blob.arrayBuffer()) })
      }),
    )
  }
  return fetched
}

async function fetchPicture(id: PictureId): Promise<Blob | null> {
  const response = await fetch(pictureUrlPath(id))
  return response.ok ? response.blob() : null
}
