// Pictures go from one place to another: into the database or the bucket of a node that keeps them there, and
// out of it again when the node moves back. Cut off, it goes on the next time: a picture is removed here when
// it is there.
import { buffer } from 'node:stream/consumers'
import type { Logger } from 'pino'
import type { PictureFiles } from '../storage/picture-files.ts'

/** After so many a line of the log says how far it is. */
const TOLD_EACH = 1_000
/** Pictures on their way at once, each in memory: most of the time goes into waiting for an answer. */
const AT_ONCE = 8

/** A place with pictures; its name is for people. */
interface NamedPlace {
  readonly files: PictureFiles
  readonly name: string
}

/** Moves all pictures; tells how many when there were any. Rejects with a StoreFault. */
export async function bringPictures(
  from: NamedPlace,
  to: NamedPlace,
  log: Pick<Logger, 'info'>,
): Promise<void> {
  const pictures = await copyPictures(from.files, to.files, async (id, count) => {
    await from.files.remove(id)
    if (count % TOLD_EACH === 0)
      log.info({ pictures: count }, `pictures go from ${from.name} into ${to.name}`)
  })
  if (pictures > 0) log.info({ pictures }, `the pictures of ${from.name} are in ${to.name} now`)
}

/** Copies all pictures, and answers how many; `onCopied` is told of each when it is there. */
export async function copyPictures(
  from: PictureFiles,
  to: PictureFiles,
  onCopied: (id: Parameters<PictureFiles['put']>[0], count: number) => unknown = () => undefined,
): Promise<number> {
  let count = 0
  let isOver = false
  const all = from.list()[Symbol.asyncIterator]()
  async function copyOneByOne(): Promise<void> {
    for (;;) {
      const next = await all.next()
      if (isOver || next.done === true) return
      const { id } = next.value
      const picture = await from.open(id)
      if (picture === null) continue
      await to.put(id, await buffer(picture.stream))
      await onCopied(id, (count += 1))
    }
  }
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    try {
      await copyOneByOne()
    } finally {
      // One that fails ends the others, each after its picture.
      isOver = true
    }
  })
  for (const lane of await Promise.allSettled(lanes)) if (lane.status === 'rejected') throw lane.reason
  return count
}
