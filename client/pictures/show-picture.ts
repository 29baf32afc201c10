// Shows a picture in an element: from this device while it is not on the server, and again a little later if
// it cannot be had yet, as when the person who brought it is still without a network.
import { waitMsAfter } from '../../shared/time/doubling-wait.ts'
import type { PictureId } from '../../shared/world/picture-id.ts'
import { noteShown, onHere, urlOf } from './local-pictures.ts'

/** Until it is tried again. */
const WAIT = { firstMs: 2_000, longestMs: 60_000 }

/**
 * Shows a picture until the answer is called; `tell` is told when it can be seen (true), and when it cannot.
 */
export function showPicture(
  image: HTMLImageElement,
  id: PictureId,
  tell: (isThere: boolean) => void,
): () => void {
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let isThere = false

  function load(): void {
    clearTimeout(timer)
    image.src = urlOf(id)
  }
  function onError(): void {
    tell(false)
    timer = setTimeout(load, waitMsAfter(failures, WAIT))
    failures += 1
  }
  function onLoad(): void {
    isThere = true
    tell(true)
  }
  function onNetwork(): void {
    if (!isThere) load()
  }

  image.addEventListener('error', onError)
  image.addEventListener('load', onLoad)
  window.addEventListener('online', onNetwork)
  const stop = onHere(onNetwork)
  noteShown(id)
  load()
  return () => {
    clearTimeout(timer)
    stop()
    image.removeEventListener('error', onError)
    image.removeEventListener('load', onLoad)
    window.removeEventListener('online', onNetwork)
  }
}
