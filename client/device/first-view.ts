// Tells when there is something to look at. Code that is not needed for that waits until then, so that it
// takes no time from it.
import { afterFrame } from './after-frame.ts'

let tellShown: () => void = () => undefined

/** Resolves when the first thing worth looking at is on the screen. */
export const firstViewShown = new Promise<void>((resolve) => {
  tellShown = resolve
})

/**
 * Takes away the first lines of a page, which came with its address: whatever is drawn stands in their place.
 * Answers how far they were scrolled, in px.
 */
export function endFirstLines(): number {
  const lines = document.getElementById('first-lines')
  const scrolled = lines?.querySelector('.floor-window')?.scrollTop ?? 0
  lines?.remove()
  return scrolled
}

/** Tells that there is something to look at, with the next picture that the browser draws. */
export function tellFirstView(): void {
  afterPaint(tellShown)
}

/** Calls back when what is there now is on the screen. */
export const afterPaint = (run: () => void): void => afterFrame(run, UNSEEN_MS)

/** A window that is behind others, or beside the screen, may draw nothing. */
const UNSEEN_MS = 500
