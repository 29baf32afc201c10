// Input before its time: a double press on a floor whose gestures are still being fetched, a picture that is
// pasted there, and keys for a field that is about to open. Nothing of it is lost: it is held, and given to
// its target once that is there.
import { afterDrawing } from '../../browser/later.ts'

/** Nobody is kept from typing for longer than this, in ms. */
const HELD_MS = 3_000
/** A letter has one half or two; the names of all other keys are longer. */
const LETTER = 2

/**
 * Holds the last double press within an element, later keys, and pasted files; gives all back when the
 * returned function is called. `press` takes each single press, which nobody else hears until then.
 */
export function queueEarlyInput(within: HTMLElement, press: (event: PointerEvent) => void): () => void {
  const control = new AbortController()
  let held: MouseEvent | null = null
  let release = (): void => undefined
  function hold(event: MouseEvent): void {
    if (held === null) release = queueEarlyKeys()
    held = event
  }
  const pasted: { readonly target: EventTarget | null; readonly files: readonly File[] }[] = []
  function holdFiles(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    pasted.push({ target: event.target, files })
  }
  within.addEventListener('click', press, { signal: control.signal })
  within.addEventListener('dblclick', hold, { signal: control.signal })
  document.addEventListener('paste', holdFiles, { capture: true, signal: control.signal })
  return () => {
    if (control.signal.aborted) return
    control.abort()
    for (const { target, files } of pasted) paste(target, files)
    held?.target?.dispatchEvent(new MouseEvent('dblclick', held))
    afterDrawing(release)
  }
}

let isFindWanted = false
let endFindHeld = (): void => undefined

/** Ctrl+K before the commands are there is not the browser's: the palette comes with them. */
export function queuePaletteKey(): () => void {
  const control = new AbortController()
  function hold(event: KeyboardEvent): void {
    const isMod = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
    if (event.defaultPrevented || !isMod || event.key.toLowerCase() !== 'k') return
    event.preventDefault()
    isFindWanted = true
  }
  addEventListener('keydown', hold, { signal: control.signal })
  endFindHeld = () => control.abort()
  return endFindHeld
}

/** The commands are there: whether they were asked for meanwhile. */
export function takeQueuedPaletteKey(): boolean {
  endFindHeld()
  const was = isFindWanted
  isFindWanted = false
  return was
}

/** Holds what is typed, until what it answers is called: then it goes where the focus is by then. */
export function queueEarlyKeys(): () => void {
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

function paste(target: EventTarget | null, files: readonly File[]): void {
  const clipboardData = new DataTransfer()
  for (const file of files) clipboardData.items.add(file)
  target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}

/** As if a key was pressed now, where the focus is. */
function type(key: string): void {
  const at = document.activeElement ?? document.body
  const isFree = at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  // No other call puts text into a field so that it can be undone, and that everybody who listens is told.
  if (isFree && key.length <= LETTER) document.execCommand('insertText', false, key)
  // A key that is made up presses no button by itself.
  if (isFree && key === 'Enter' && at instanceof HTMLButtonElement) at.click()
}
