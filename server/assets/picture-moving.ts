// Pictures go from one place to another: into the database of a node that keeps its worlds there, and out of
// it again when the node moves back. Cut off, it goes on the next time: a picture is removed here when it is
// there.
import { buffer } from 'node:stream/consumers'
import type { Logger } from 'pino'
import type { PictureFiles } from '../storage/picture-files.ts'

/** After so many a line of the log says how far it is. */
const TOLD_EACH = 1_000

/** Moves all pictures; tells how many when there were any. Rejects with a StoreFault. */
export async function bringPictures(
  from: PictureFiles,
  to: PictureFiles,
  log: Pick<Logger, 'info'>,
): Promise<void> {
  const pictures = await copyPictures(from, to, async (id, count) => {
    await from.remove(id)
    if (count % TOLD_EACH === 0)
      log.info({ pictures: count }, 'pictures go from the data folder into the database')
  })
  if (pictures > 0) log.info({ pictures }, 'the pictures of the data folder are in the database now')
}

/** Copies all pictures, and answers how many; `onCopied` is told of each when it is there. */
export async function copyPictures(
  from: PictureFiles,
  to: PictureFiles,
  onCopied: (id: Parameters<PictureFiles['put']>[0], count: number) => unknown = () => undefined,
): Promise<number> {
  let count = 0
  for await (const { id } of from.list()) {
    const picture = await from.open(id)
    if (picture === null) continue
    await to.put(id, await buffer(picture.stream))
    await onCopied(id, (count += 1))
  }
  return count
}
