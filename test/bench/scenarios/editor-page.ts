// Questions to a page from within: when it was drawn, and how long a key took to be seen. Each runs in the
// browser by itself, so it uses nothing from outside.

/**
 * Marks when the first words of a world are there, when its floor has its page, when that has its editor, and
 * the moment after which the page and the first of its things are on the screen.
 */
export function noteWhenDrawn(): void {
  const waiting = new Map([
    ['words', '.page-line'],
    ['page', '.paper .page'],
    ['editor', '[role=textbox][aria-label^="The page"]'],
  ])
  let isDrawn = false
  const observer = new MutationObserver(() => {
    for (const [name, selector] of waiting)
      if (document.querySelector(selector) !== null) {
        waiting.delete(name)
        performance.mark(name)
      }
    const isWritten = (document.querySelector('.paper .page')?.textContent ?? '').length > 100
    if (!isDrawn && isWritten && document.querySelector('.things [data-thing]') !== null) {
      isDrawn = true
      requestAnimationFrame(() => setTimeout(() => performance.mark('drawn')))
    }
    if (isDrawn && waiting.size === 0) observer.disconnect()
  })
  observer.observe(document, { subtree: true, childList: true, attributes: true })
}

/** Adds up how much of what is seen moved by itself, and how far, as browsers measure it. */
export function noteShifts(): void {
  let shift = 0
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries() as unknown as { value: number }[]) shift += value
    Object.assign(globalThis, { shift })
  }).observe({ type: 'layout-shift', buffered: true })
}

export const shiftSeen = (): number => (globalThis as unknown as { shift?: number }).shift ?? 0

/** When something was marked, in ms since the page was asked for; waits for it. */
export async function whenMarked(name: string): Promise<number> {
  for (;;) {
    const [mark] = performance.getEntriesByName(name)
    if (mark !== undefined) return mark.startTime
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** When the first words of a world were on the screen: they are the first thing that is painted. */
export async function whenWordsPainted(): Promise<number> {
  for (;;) {
    const [words] = performance.getEntriesByName('words')
    const [painted] = performance.getEntriesByName('first-contentful-paint')
    if (words && painted) return Math.max(words.startTime, painted.startTime)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Asks for a frame after the other, so that frames are told apart in a trace, until `letFramesBe`. */
export function keepFrames(): void {
  Object.assign(globalThis, { areFramesKept: true })
  const again = (): void => {
    const { areFramesKept } = globalThis as unknown as { areFramesKept: boolean }
    if (areFramesKept) requestAnimationFrame(again)
  }
  again()
}

/** Frames that nobody needs take time from the measurement, and a key has to wait for the next of them. */
export function letFramesBe(): void {
  Object.assign(globalThis, { areFramesKept: false })
}

/**
 * Waits until all of the page's lines are measured, for which they are drawn, slice by slice, while hands
 * rest.
 */
export async function whenMeasured(): Promise<void> {
  const [stillMs, patienceMs] = [3000, 60_000]
  const began = performance.now()
  let drawnAt = began
  const observer = new MutationObserver(() => {
    drawnAt = performance.now()
  })
  const page = document.querySelector('[role=textbox][aria-label^="The page"]')
  if (page) observer.observe(page, { childList: true })
  while (performance.now() - drawnAt < stillMs && performance.now() - began < patienceMs)
    await new Promise((resolve) => setTimeout(resolve, 100))
  observer.disconnect()
}

/** A bare field beside a text that changes so often, in ms. */
export function showField(everyMs: number): void {
  const field = document.createElement('textarea')
  const others = document.createElement('p')
  document.body.append(field, others)
  field.focus()
  let count = 0
  setInterval(() => (others.textContent = `others ${count++}`), everyMs)
}

/** Scrolls the floor by 50 pixels in each of so many frames: 3,000 a second, if there are 60. */
export async function scrollDown(frames: number): Promise<void> {
  let floor = document.querySelector('[role=textbox][aria-label^="The page"]')
  // The clipped part may be too small for a moment, while the page's height becomes known.
  while (floor && !/auto|scroll/.test(getComputedStyle(floor).overflowY)) floor = floor.parentElement
  for (let frame = 0; frame < frames; frame++) {
    floor?.scrollBy({ top: 50, behavior: 'instant' })
    await new Promise(requestAnimationFrame)
  }
  if (!floor || floor.scrollTop < frames * 40) throw new Error('the floor does not scroll')
}

/**
 * From each key that is pressed to the moment at which what it did is on the screen, in ms, under
 * `window.keysSeen`.
 */
export function noteKeys(): void {
  const seen: number[] = []
  Object.assign(globalThis, { keysSeen: seen })
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        // A message comes after the frame was handed over to be painted.
        const { port1, port2 } = new MessageChannel()
        port1.addEventListener('message', () => seen.push(performance.now() - timeStamp))
        port1.start()
        port2.postMessage(null)
      })
    },
    { capture: true },
  )
}

export function keysSeen(): number[] {
  const { keysSeen } = globalThis as unknown as { keysSeen: number[] }
  return keysSeen.splice(0)
}

/** Waits until the browser can open the app without a network. */
export async function readyForOffline(): Promise<void> {
  await navigator.serviceWorker.ready
  if (navigator.serviceWorker.controller !== null) return
  await new Promise((resolve) =>
    navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
  )
}

/** Waits until the first lines of the world at a path are kept for the next visit. */
export async function whenLinesKept(path: string): Promise<void> {
  while ((await caches.match(path, { cacheName: 'inkland-first-lines' })) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 20))
}
