// The store of the bytes of pictures, by name. A picture that is reported as kept is on the disk; one that
// was cut off on its way there does not exist. One contract suite (test/unit/assets) runs on each of these.
import type { Readable } from 'node:stream'
import type { PictureId } from '../../shared/world/picture-id.ts'
import type { Store } from './store.ts'

export interface PictureFiles {
  /**
   * Keeps a picture; resolves when it is on the disk. A picture that is there already stays. Rejects with a
   * StoreFault.
   */
  put(id: PictureId, bytes: Uint8Array): Promise<void>
  /** A picture's bytes, to be read once; null when there is none. Rejects with a StoreFault. */
  open(id: PictureId): Promise<OpenPicture | null>
  /** Forgets a picture; does nothing when there is none. */
  remove(id: PictureId): Promise<void>
  /** All that are there, with when they were put, in ms since 1970. */
  list(): AsyncIterable<{ readonly id: PictureId; readonly at: number }>
}

export interface OpenPicture {
  readonly bytes: number
  readonly stream: Readable
}

/** What a node keeps its data in. */
export interface StoreAndPictures {
  readonly store: Store
  readonly pictures: PictureFiles
}
