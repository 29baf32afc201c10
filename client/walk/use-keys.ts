// The keyboard of a walker: arrows or WASD while they are held, Tab from one near thing to the next. Commands
// do the rest (client/screens/world/commands/walk-commands.ts).
import { useEffect } from 'react'
import { atLeast } from '../../shared/world/rights.ts'
import { keysOf } from '../device/shortcuts.ts'
import { notify } from '../notices/notices.ts'
import { ownerClock } from '../world/motion/shown-motion.ts'
import { meIn, rightIn } from '../world/play/you.ts'
import { createHeldKeys } from './held-keys.ts'
import { AROUND, around } from '../world/play/reach.ts'
import { walkOff } from './walk-control.ts'
import type { WalkControl } from '../world/play/walk-session.ts'
import { meantKeyOf, keyPlaceOf, wayOf } from '../device/pressed-key.ts'

const FIELDS = 'input, textarea, select, [contenteditable="true"]'
const OVERLAYS =
  '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], [role="tree"], aside'

export function useWalkKeys(control: WalkControl): void {
  useEffect(() => {
    const held = createHeldKeys()
    const listening = new AbortController()
    const { signal } = listening

    function onKeyDown(event: KeyboardEvent): void {
      const isOwn = event.ctrlKey || event.metaKey || event.altKey
      if (event.defaultPrevented || isOwn || isElsewhere(event.target)) return
      if (meantKeyOf(event) === 'Tab') return onTab(event, control)
      if (meantKeyOf(event) === 'Escape') return onEscape(event, control)
      const way = wayOf(event)
      if (way === null) return
      event.preventDefault()
      const next = held.press(keyPlaceOf(event), way)
      if (next !== null) walkOff(control, next)
    }
    function onKeyUp(event: KeyboardEvent): void {
      const next = held.release(keyPlaceOf(event))
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
    function onPaste({ target }: ClipboardEvent): void {
      if (isElsewhere(target)) return
      const mayEdit = atLeast(rightIn(control.world), 'edit')
      notify({ text: mayEdit ? `To paste, switch to Write (${keysOf('kneel')}).` : NO_PASTING })
    }
    addEventListener('keydown', onKeyDown, { signal })
    addEventListener('keyup', onKeyUp, { signal, capture: true })
    addEventListener('blur', letGo, { signal })
    addEventListener('focusin', onFocus, { signal })
    document.addEventListener('paste', onPaste, { signal })
    return () => listening.abort()
  }, [control])
}

const NO_PASTING = 'You can walk here, but not change this world, so nothing can be pasted.'

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
 * From the nearest to the one after; behind the last, and before the first, out of the floor. Where the focus
 * is on something else of the floor, Tab is the browser's.
 */
function onTab(event: KeyboardEvent, control: WalkControl): void {
  const { target, shiftKey: isBack } = event
  const me = meIn(control.world)
  if (me === null) return
  const bodies = around(control.world.view, me, AROUND, ownerClock.now()).flatMap(
    ({ artifact }) => bodyOf(artifact.id) ?? [],
  )
  const at = bodies.findIndex((body) => body === document.activeElement)
  const isBeforeAll =
    target === document.body || (target instanceof Element && target.matches('.floor-window'))
  if (at < 0 && (isBack || !isBeforeAll)) return
  const next = bodies[at + (isBack ? -1 : 1)] ?? (at < 0 ? null : besideFloor(isBack))
  if (next === null) return
  event.preventDefault()
  next.focus({ preventScroll: true })
}

const TABBABLE =
  ':is(a[href], button, input, select, textarea, [tabindex="0"]):not(:disabled, [tabindex="-1"])'

/** What the keyboard comes to after the floor, or before it. */
function besideFloor(isBack: boolean): HTMLElement | null {
  const floor = document.querySelector('.floor-window')
  const wanted = isBack ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING
  const beside = [...document.querySelectorAll<HTMLElement>(TABBABLE)].filter(
    (one) =>
      floor !== null &&
      !floor.contains(one) &&
      (floor.compareDocumentPosition(one) & wanted) !== 0 &&
      one.checkVisibility(),
  )
  return (isBack ? beside.at(-1) : beside[0]) ?? null
}

/** The element of somebody or something that takes the focus. */
function bodyOf(id: string): HTMLElement | null {
  const escaped = CSS.escape(id)
  return document.querySelector<HTMLElement>(`[data-thing="${escaped}"], [data-person="${escaped}"]`)
}
