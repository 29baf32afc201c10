// Files of pictures on their way to the record that names them: none of them is removed meanwhile. So nobody
// else waits while a file is written, however slow the place is that keeps it.
import type { PictureId } from '../../shared/world/picture-id.ts'
import type { PictureFiles } from '../storage/picture-files.ts'
import { KeyedLock } from '../time/keyed-lock.ts'

export interface ArrivingFiles {
  /** Keeps a file; until the answer is called, it is not removed. Rejects with a StoreFault. */
  keep(id: PictureId, bytes: Uint8Array): Promise<() => void>
  /** Removes a file that no record names, unless it is on its way to one. */
  remove(id: PictureId): Promise<void>
}

export function createArrivingFiles(
  files: Pick<PictureFiles, 'put' | 'remove'>,
  isNamed: (id: PictureId) => boolean,
): ArrivingFiles {
  /** How many are bringing each. */
  const arriving = new Map<PictureId, number>()
  /** A file that is removed is written anew by whoever brings it after that. */
  const alone = new KeyedLock<PictureId>()

  function hold(id: PictureId): () => void {
    arriving.set(id, (arriving.get(id) ?? 0) + 1)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      const left = (arriving.get(id) ?? 1) - 1
      if (left === 0) arriving.delete(id)
      else arriving.set(id, left)
    }
  }

  return {
    async keep(id, bytes) {
      const end = hold(id)
      try {
        await alone.take(id, () => files.put(id, bytes))
        return end
      } catch (error) {
        end()
        throw error
      }
    },
    remove: (id) =>
      alone.take(id, async () => {
        if (!arriving.has(id) && !isNamed(id)) await files.remove(id)
      }),
  }
}
