// Input before its time: a double press on a floor whose gestures are still being fetched, what is pasted
// there, and keys for a field that is about to open. Nothing of it is lost: it is held, and given to
// its target once that is there.
import { afterDrawing } from '../../browser/later.ts'
import { isTypedWithOption, meantKeyOf, typedKeyOf } from '../../device/pressed-key.ts'

/** Nobody is kept from typing for longer than this, in ms. */
const HELD_MS = 3_000
/** A letter has one half or two; the names of all other keys are longer. */
const LETTER = 2

/**
 * Holds the last double press within an element, later keys, and what is pasted; gives all back when the
 * returned function is called.
 */
export function queueEarlyInput(within: HTMLElement): () => void {
  const control = new AbortController()
  let held: MouseEvent | null = null
  let release = (): void => undefined
  function hold(event: MouseEvent): void {
    if (held === null) release = queueEarlyKeys()
    held = event
  }
  const pasted: DataTransfer[] = []
  function holdPaste(event: ClipboardEvent): void {
    const { clipboardData } = event
    const text = clipboardData?.getData('text/plain') ?? ''
    // Text comes into a field by itself.
    if (text === '' ? !clipboardData?.files.length : document.activeElement?.matches(':read-write')) return
    event.preventDefault()
    event.stopPropagation()
    const data = new DataTransfer()
    data.setData('text/plain', text)
    data.setData('text/html', clipboardData?.getData('text/html') ?? '')
    for (const file of clipboardData?.files ?? []) data.items.add(file)
    pasted.push(data)
  }
  within.addEventListener('dblclick', hold, { signal: control.signal })
  document.addEventListener('paste', holdPaste, { capture: true, signal: control.signal })
  return () => {
    if (control.signal.aborted) return
    control.abort()
    for (const clipboardData of pasted)
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }))
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
    if (event.defaultPrevented || !isMod || meantKeyOf(event) !== 'k') return
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
    const key = typedKeyOf(event)
    const isTyped = key !== '' && (key.length <= LETTER || key === 'Enter' || key === 'Escape')
    const isCommand = event.ctrlKey || event.metaKey || (event.altKey && !isTypedWithOption(event))
    if (!event.isTrusted || !isTyped || isCommand) return
    event.preventDefault()
    event.stopImmediatePropagation()
    keys.push(key)
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
  // It goes where the selection is, which may be in a page that has not the focus.
  if (isFree && key.length <= LETTER && document.activeElement?.matches(':read-write'))
    document.execCommand('insertText', false, key)
  // A key that is made up presses no button by itself.
  if (isFree && key === 'Enter' && at instanceof HTMLButtonElement) at.click()
}
