// Tells when there is something to look at. Code that is not needed for that waits until then, so that it
// takes no time from it.

let tellShown: () => void = () => undefined

/** Resolves when the first thing worth looking at is on the screen. */
export const firstViewShown = new Promise<void>((resolve) => {
  tellShown = resolve
})

/** Tells that there is something to look at, with the next picture that the browser draws. */
export function tellFirstView(): void {
  requestAnimationFrame(() => setTimeout(tellShown))
  // A window that nobody sees draws nothing.
  setTimeout(tellShown, UNSEEN_MS)
}

const UNSEEN_MS = 500
