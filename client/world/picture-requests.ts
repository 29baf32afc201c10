// Pictures that somebody wants in the shown world, from anywhere: a paste, a button. Other files may be among
// them, which are imported.
import type { Point } from './geometry/viewport.ts'
import { Listeners } from '../device/listener-set.ts'

/** Where pictures are wanted. */
export type PictureSpot =
  /** Dropped there, on the screen: on a line of a page it goes into the page. */
  | { readonly kind: 'dropped'; readonly at: Point }
  /** Onto the floor, there on the screen. */
  | { readonly kind: 'floor'; readonly at: Point }
  /** Into the page that is written. */
  | { readonly kind: 'page' }
  /** Onto the floor, where there is room. */
  | { readonly kind: 'anywhere' }

export interface PictureRequest {
  readonly files: readonly File[]
  readonly spot: PictureSpot
}

/** A request from before anybody could bring it waits for so long, in ms. */
const WAITING_MS = 10_000

const listeners = new Listeners<PictureRequest>()
let waiting: { readonly asked: PictureRequest; readonly at: number }[] = []

export function askForPictures(asked: PictureRequest): void {
  if (asked.files.length === 0) return
  if (listeners.size === 0) waiting.push({ asked, at: performance.now() })
  listeners.tell(asked)
}

export function onPictures(listener: (asked: PictureRequest) => void): () => void {
  for (const { asked, at } of waiting) if (performance.now() - at < WAITING_MS) listener(asked)
  waiting = []
  return listeners.add(listener)
}
