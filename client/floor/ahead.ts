// What comes before its time: a double press on a floor whose hands are still being fetched, and keys for a field that is
// about to open. Nothing of it is lost: it is held, and given where it belongs once that is there.
import { afterDrawing } from './in-window.ts'

/** Nobody is kept from typing for longer than this, in ms. */
const HELD_MS = 3_000
/** A letter has one half or two; the names of all other keys are longer. */
const LETTER = 2

/** Holds the last double press within an element, and what is typed after it; gives both back when what it answers is called. */
export function holdPresses(within: HTMLElement): () => void {
  const control = new AbortController()
  let held: MouseEvent | null = null
  let release = (): void => undefined
  function hold(event: MouseEvent): void {
    if (held === null) release = holdKeys()
    held = event
  }
  within.addEventListener('dblclick', hold, { signal: control.signal })
  return () => {
    if (control.signal.aborted) return
    control.abort()
    if (held !== null) {
      const { target, clientX, clientY } = held
      target?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, cancelable: true, clientX, clientY }))
    }
    afterDrawing(release)
  }
}

/** Holds what is typed, until what it answers is called: then it goes where the focus is by then. */
export function holdKeys(): () => void {
  const keys: string[] = []
  const control = new AbortController()
  function release(): void {
    if (control.signal.aborted) return
    control.abort()
    clearTimeout(timer)
    for (const key of keys) type(key)
  }
  function hold(event: KeyboardEvent): void {
    const isTyped = event.key.length <= LETTER || event.key === 'Enter' || event.key === 'Escape'
    if (!event.isTrusted || !isTyped || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
      return
    event.preventDefault()
    event.stopImmediatePropagation()
    keys.push(event.key)
  }
  const timer = setTimeout(release, HELD_MS)
  addEventListener('keydown', hold, { capture: true, signal: control.signal })
  return release
}

/** As if a key was pressed now, where the focus is. */
function type(key: string): void {
  const at = document.activeElement ?? document.body
  const isFree = at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  // No other call puts text into a field so that it can be undone, and that everybody who listens is told.
  if (isFree && key.length <= LETTER) document.execCommand('insertText', false, key)
}
