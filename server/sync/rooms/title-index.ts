// The titles in the list of worlds: copies of the titles in the scenes, updated some time after a scene was
// written.
import { metaOf } from '../../../shared/world/scene/scene.ts'
import { WorldMissing, type Store } from '../../storage/store.ts'
import type { DocumentRoom } from './document-room.ts'

export interface TitlesOptions {
  readonly store: Pick<Store, 'retitle'>
  /** Whether a room is still open: a title of another is not tried again. */
  readonly isHere: (room: DocumentRoom) => boolean
  readonly warn: (room: DocumentRoom, error: unknown) => void
}

export class Titles {
  readonly #options: TitlesOptions
  /** Scenes written since their title was last compared with the store's copy. */
  readonly #touched = new Set<DocumentRoom>()

  constructor(options: TitlesOptions) {
    this.#options = options
  }

  /** A scene was written. */
  touch(room: DocumentRoom): void {
    this.#touched.add(room)
  }

  /** Brings the titles up; where that fails, it is tried again the next time. */
  async keep(): Promise<void> {
    const { store, isHere, warn } = this.#options
    const touched = [...this.#touched]
    this.#touched.clear()
    for (const room of touched) {
      const title = titleIn(room)
      if (title === room.title) continue
      try {
        await store.retitle(room.key.world, title)
        room.title = title
      } catch (error) {
        // The world is in no list any more.
        if (error instanceof WorldMissing) continue
        if (isHere(room)) this.#touched.add(room)
        warn(room, error)
      }
    }
  }
}

function titleIn(room: DocumentRoom): string {
  // Nobody has written in it since it was opened.
  if (!room.document.isReady) return room.title
  try {
    return metaOf(room.document.doc()).title
  } catch (error) {
    room.broke(error)
    return room.title
  }
}
