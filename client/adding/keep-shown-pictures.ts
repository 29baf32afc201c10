// Makes a world hold the pictures that its pages and things show: a picture that was pasted from another
// world, or carried here, is only there for others once this world holds it, too. An editor's browser asks
// for that, when it shows one for the first time. A picture that the server does not have at all, as after a
// backup was restored, is sent from this device, if it has it still.
import { pictureUrlPath, type PictureId } from '../../shared/world/picture-id.ts'
import { TAKEN_MAX } from '../../shared/wire/api/picture-bodies.ts'
import { atLeast } from '../../shared/world/rights.ts'
import type { World } from '../world/context/use-world.ts'
import { rightIn } from '../world/play/you.ts'
import { CallError } from '../api/request.ts'
import { notify } from '../notices/notices.ts'
import { takePictures } from '../api/pictures-api.ts'
import { blobOf, onShown, shownPictures } from '../pictures/local-pictures.ts'
import type { PictureSender } from '../pictures/picture-sender.ts'

/** How long after a picture is shown, in ms, the server is asked: those of one screen are one question. */
const GATHER_MS = 1_500

/** Watches shown pictures until the returned function is called. */
export function holdShownPictures(world: World, sender: PictureSender): () => void {
  const { replica } = world
  /** Held here, as far as we know, or nobody's. */
  const answered = new Set<PictureId>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isAsking = false

  const open = (): PictureId[] =>
    [...shownPictures()].filter((id) => !answered.has(id) && !sender.has(id)).slice(0, TAKEN_MAX)

  async function ask(): Promise<void> {
    const ids = open()
    // With a copy of newer work, its pictures are what a restored server lacks.
    const isThere = ['saved', 'saving', 'refused'].includes(replica.sync.state)
    if (isAsking || ids.length === 0 || !isThere || world.trial !== null || !atLeast(rightIn(world), 'edit'))
      return
    isAsking = true
    try {
      const { missing } = await takePictures(replica.address, ids)
      for (const id of ids) answered.add(id)
      for (const id of missing) await sendKept(id)
      later()
    } catch (error) {
      if (!(error instanceof CallError) || error.code !== 'quota') return
      for (const id of ids) answered.add(id)
      notify({ text: error.message, timeoutMs: 0 })
    } finally {
      isAsking = false
    }
  }
  async function sendKept(id: PictureId): Promise<void> {
    const blob = await keptPicture(id)
    if (blob === null) return
    await sender.add(
      { id, blob, name: `${id.slice(0, 12)}.${blob.type.split('/')[1] ?? ''}` },
      replica.address,
    )
  }
  /** On another line of the world other pictures are held. */
  function askAnew(): void {
    answered.clear()
    later()
  }
  function later(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), GATHER_MS)
  }
  const stops = [onShown(later), replica.onSync(later), sender.onState(later), replica.onRebuilt(askAnew)]
  later()
  return () => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  }
}

/** A picture that this browser has seen, whatever the server has; null: it is not here any more. */
async function keptPicture(id: PictureId): Promise<Blob | null> {
  const own = blobOf(id)
  if (own !== null) return own
  const kept = await fetch(pictureUrlPath(id), { cache: 'force-cache' }).catch(() => null)
  return kept?.ok === true ? kept.blob() : null
}
