// On Linux a press of the middle button pastes what is selected in any program, also where nobody writes: a
// person who wants to pan would put a thing of those words into the world. Where one writes, it pastes.

/** Holds back such pastes until the returned function is called. */
export function holdBackMiddlePaste(): () => void {
  const control = new AbortController()
  // On the window: before all others, which would take it for one of the floor’s.
  const listen = { capture: true, signal: control.signal }
  /** Where the middle button was let go in this task. */
  let pressed: EventTarget | null = null
  function note({ button, target }: MouseEvent): void {
    if (button !== MIDDLE) return
    pressed = target
    // The paste follows in the same task.
    setTimeout(() => {
      pressed = null
    })
  }
  function hold(event: ClipboardEvent): void {
    if (pressed === null || isWritten(pressed)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  addEventListener('mouseup', note, listen)
  addEventListener('paste', hold, listen)
  return () => control.abort()
}

const MIDDLE = 1

const isWritten = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('input, textarea, [contenteditable="true"]') !== null
