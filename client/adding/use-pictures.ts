// Brings pictures that were dropped, pasted or chosen into the shown world. The code for that is fetched with
// the first of them.
import { useCallback } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { useMe } from '../session/me.ts'
import { notify } from '../notices/notices.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useWorld } from '../world/context/use-world.ts'
import type { PictureRequest } from '../world/picture-requests.ts'

/** `tell` is told in words how far it is; null: all is done. */
export function usePictures(
  host: ArtifactId,
  viewport: Viewport,
  tell: (words: string | null) => void,
): (asked: PictureRequest) => Promise<void> {
  const world = useWorld()
  const { id: member } = useMe().person
  return useCallback(
    async ({ files, spot }: PictureRequest) => {
      async function run(): Promise<void> {
        // The page that is written is the one that is written now, not in a while.
        const { targetFor } = await import('./picture-target.ts')
        const target = targetFor(spot, world, host, viewport)
        const { bringPictures } = await import('./add-pictures.ts')
        await bringPictures({ world, member, tell: (done, of) => tell(wordsFor(done, of)) }, files, target)
      }
      await run()
        .catch((error: unknown) => {
          console.warn('A picture could not be brought in.', error)
          notify({ text: 'The picture could not be added. Try again.' })
        })
        .finally(() => tell(null))
    },
    [world, member, host, viewport, tell],
  )
}

const wordsFor = (done: number, of: number): string =>
  of === 1 ? 'Adding the picture' : `Adding picture ${done + 1} of ${of}`
