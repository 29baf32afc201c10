// The keyboard of a walker: arrows or WASD while they are held, Tab from one near thing to the next. Commands
// do the rest (client/screens/world/commands/walk-commands.ts).
import { useEffect } from 'react'
import { ownerClock } from '../world/motion/shown-motion.ts'
import { meIn } from '../world/play/you.ts'
import { createHeldKeys, wayOf } from './held-keys.ts'
import { AROUND, around } from '../world/play/reach.ts'
import { walkOff } from './walk-control.ts'
import type { WalkControl } from '../world/play/walk-session.ts'

const FIELDS = 'input, textarea, select, [contenteditable="true"]'
const OVERLAYS =
  '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], [role="tree"], aside'

export function useWalkKeys(control: WalkControl): void {
  useEffect(() => {
    const held = createHeldKeys()
    const listening = new AbortController()
    const { signal } = listening

    function onKeyDown(event: KeyboardEvent): void {
      const isOwn = event.ctrlKey || event.metaKey || event.altKey || event.isComposing
      if (event.defaultPrevented || isOwn || isElsewhere(event.target)) return
      if (event.key === 'Tab') return onTab(event, control)
      if (event.key === 'Escape') return onEscape(event, control)
      const way = wayOf(event.key)
      if (way === null) return
      event.preventDefault()
      const next = held.press(event.code, way)
      if (next !== null) walkOff(control, next)
    }
    function onKeyUp({ code }: KeyboardEvent): void {
      const next = held.release(code)
      if (next === 'halt') control.walker.halt()
      else if (next !== null) control.walker.walk(next)
    }
    /** Keys that go up elsewhere are not told here. */
    function letGo(): void {
      if (held.clear()) control.walker.halt()
    }
    function onFocus({ target }: FocusEvent): void {
      if (isElsewhere(target)) letGo()
    }
    addEventListener('keydown', onKeyDown, { signal })
    addEventListener('keyup', onKeyUp, { signal, capture: true })
    addEventListener('blur', letGo, { signal })
    addEventListener('focusin', onFocus, { signal })
    return () => listening.abort()
  }, [control])
}

/** Where keys are about something else. */
const isElsewhere = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(`${FIELDS}, ${OVERLAYS}`) !== null

/** Following ends first; then the pressed target is released. */
function onEscape(event: KeyboardEvent, { chosen, following, unfollow }: WalkControl): void {
  if (chosen() !== null || following() === null) return
  event.preventDefault()
  unfollow()
}

/**
 * From the nearest to the one after; behind the last, and before the first, the keyboard goes on through the
 * window.
 */
function onTab(event: KeyboardEvent, control: WalkControl): void {
  const { target } = event
  const isOnFloor =
    target === document.body || (target instanceof Element && target.closest('.floor-window') !== null)
  const me = meIn(control.world)
  if (!isOnFloor || me === null) return
  const bodies = around(control.world.view, me, AROUND, ownerClock.now()).flatMap(
    ({ artifact }) => bodyOf(artifact.id) ?? [],
  )
  const at = bodies.findIndex((body) => body === document.activeElement)
  const next = bodies[at + (event.shiftKey ? -1 : 1)]
  if (!next || (at < 0 && event.shiftKey)) return
  event.preventDefault()
  next.focus({ preventScroll: true })
}

/** The element of somebody or something that takes the focus. */
function bodyOf(id: string): HTMLElement | null {
  const escaped = CSS.escape(id)
  return document.querySelector<HTMLElement>(`[data-thing="${escaped}"], [data-person="${escaped}"]`)
}
