// The pointer on the floor: a press on a thing selects it, on text or empty floor it clears the selection; a
// click on empty floor puts the caret there. A drag moves things, resizes them by a corner, or draws a lasso
// on empty floor. A finger scrolls there, unless it rests first. Escape gives up.
import { focusThing, type Gesture, type GestureSurface, type Pointer } from './gesture.ts'
import {
  choose,
  click,
  gestureFor,
  isInText,
  targetOf,
  type Press,
  type PressTarget,
} from './press-target.ts'
import type { Point } from '../../world/geometry/viewport.ts'
import { writeAt, writeLarger } from '../../world/floor-page.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'

/**
 * So far a pointer moves, in screen pixels, before a press is a drag; so far a finger may move while it
 * rests.
 */
const SLACK = 4
/** How long a finger rests on empty floor, in ms, before it draws a lasso. */
const REST_MS = 400

/** Listens to the floor's window; returns how to end that. */
export function startGestures(surface: GestureSurface): () => void {
  const { window } = surface.viewport
  if (!window) return () => undefined
  const listener = new PointerListener(window, surface)
  return () => listener.end()
}

interface HeldPointer extends Press {
  readonly pointer: number
  readonly at: Point
  gesture: Gesture | null
  rest: ReturnType<typeof setTimeout> | undefined
}

class PointerListener {
  readonly #floor: HTMLElement
  readonly #surface: GestureSurface
  readonly #control = new AbortController()
  #press: HeldPointer | null = null
  /** The press of a finger that has just ended put the caret somewhere. */
  #hasWritten = false
  #last: PointerEvent | null = null
  #frame = 0

  constructor(floor: HTMLElement, surface: GestureSurface) {
    this.#floor = floor
    this.#surface = surface
    const { signal } = this.#control
    const prevent = (event: Event): void => this.#prevent(event)
    floor.addEventListener('pointerdown', (event) => this.#onDown(event), { signal })
    floor.addEventListener('mousedown', prevent, { signal })
    floor.addEventListener('contextmenu', prevent, { signal })
    floor.addEventListener('touchmove', prevent, { signal, passive: false })
    floor.addEventListener('touchend', prevent, { signal, passive: false })
    floor.addEventListener('scroll', () => this.#soon(), { passive: true, signal })
    addEventListener('pointermove', (event) => this.#onMove(event), { signal })
    addEventListener('pointerup', (event) => this.#onUp(event), { signal })
    addEventListener('pointercancel', (event) => this.#onCancel(event), { signal })
    addEventListener('keydown', (event) => this.#onKeyDown(event), { signal, capture: true })
  }

  end(): void {
    this.#cancel()
    this.#control.abort()
  }

  #onDown(event: PointerEvent): void {
    // A second finger pinches.
    if (this.#press) return this.#cancel()
    const isPress = event.button === 0 && !isOnBar(this.#floor, event)
    const target = isPress ? targetOf(event.target) : null
    const adds = event.shiftKey || event.ctrlKey || event.metaKey
    if (isPress && !adds && isInText(event.target)) this.#surface.world.selection.select(null)
    if (!target) return
    leaveFocus(target, event.pointerType === 'touch')
    const isTouch = event.pointerType === 'touch'
    const press: HeldPointer = {
      pointer: event.pointerId,
      at: { x: event.clientX, y: event.clientY },
      target,
      isTouch,
      adds,
      isAgain: choose(this.#surface.world, target, adds),
      gesture: null,
      rest: undefined,
    }
    this.#press = press
    if (target.kind === 'thing' && isTouch) focusThing(target.id)
    if (target.kind !== 'ground') return
    if (isTouch) press.rest = setTimeout(() => this.#begin(press, event), REST_MS)
  }

  #onMove(event: PointerEvent): void {
    const press = this.#press
    if (!press || event.pointerId !== press.pointer) return
    this.#last = event
    if (press.gesture) return this.#soon()
    if (Math.hypot(event.clientX - press.at.x, event.clientY - press.at.y) < SLACK) return
    // A finger that moves on empty floor scrolls it.
    if (press.isTouch && press.target.kind === 'ground') this.#letGo()
    else this.#begin(press, event)
  }

  #begin(press: HeldPointer, event: PointerEvent): void {
    clearTimeout(press.rest)
    this.#last = event
    press.gesture = gestureFor(this.#surface, press, this.#surface.viewport.toFloor(press.at))
    if (!press.gesture) return this.#letGo()
    this.#floor.setPointerCapture(press.pointer)
    getSelection()?.removeAllRanges()
    this.#soon()
  }

  #onUp(event: PointerEvent): void {
    const press = this.#press
    if (!press || event.pointerId !== press.pointer) return
    if (press.gesture) press.gesture.drop(this.#pointerOf(event))
    else if (click(this.#surface.world, press)) this.#write(press)
    this.#letGo()
  }

  #write({ at, isTouch }: HeldPointer): void {
    const { viewport, world } = this.#surface
    const page = writeAt(viewport, at)
    if (!page || !isTouch) return
    this.#hasWritten = true
    writeLarger(page, world.replica.address)
  }

  #onCancel({ pointerId }: PointerEvent): void {
    if (pointerId === this.#press?.pointer) this.#cancel()
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (meantKeyOf(event) !== 'Escape' || !this.#press?.gesture) return
    event.preventDefault()
    event.stopPropagation()
    this.#cancel()
  }

  /**
   * The browser's own reactions: focus goes as told here, a long press is no menu, a finger that holds
   * something is no scroll. The press of a mouse that it makes of a finger's would put the caret elsewhere.
   */
  #prevent(event: Event): void {
    const press = this.#press
    const isPress = event.type === 'mousedown' && press !== null
    const isWritten = event.type === 'touchend' && this.#hasWritten
    if (isWritten) this.#hasWritten = false
    if ((isPress || isWritten || press?.gesture) && event.cancelable) event.preventDefault()
    if (isPress && press.target.kind === 'thing') focusThing(press.target.id)
  }

  #soon(): void {
    if (this.#press?.gesture) this.#frame ||= requestAnimationFrame(() => this.#look())
  }

  #look(): void {
    this.#frame = 0
    const last = this.#last
    if (!this.#press?.gesture || !last) return
    const isScrolling = scrollNear(this.#floor, last.clientY)
    this.#press.gesture.frame(this.#pointerOf(last))
    if (isScrolling) this.#soon()
  }

  #pointerOf({ clientX: x, clientY: y, altKey, ctrlKey, metaKey, shiftKey }: PointerEvent): Pointer {
    const spot = this.#surface.viewport.toFloor({ x, y })
    return { at: { x, y }, spot, isFree: altKey || ctrlKey || metaKey, shift: shiftKey }
  }

  #cancel(): void {
    this.#press?.gesture?.cancel()
    this.#letGo()
  }

  #letGo(): void {
    clearTimeout(this.#press?.rest)
    this.#press = null
    this.#last = null
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#surface.hold.end()
  }
}

/**
 * A press on nothing clears the focus. A press on a thing takes the focus from a field before that thing is
 * selected: the field's text is written to the thing it was typed for. A finger on empty paper goes on
 * writing, without its keyboard going and coming again.
 */
function leaveFocus({ kind }: PressTarget, isTouch: boolean): void {
  const { activeElement: active } = document
  if (!(active instanceof HTMLElement)) return
  const staysInPage = isTouch && kind === 'ground' && active.closest('.paper .page') !== null
  if (!staysInPage && (kind === 'ground' || active.closest(FIELDS) !== null)) active.blur()
}

const FIELDS = 'input, textarea, select, [contenteditable="true"]'

/** On the bar that scrolls it. */
function isOnBar(floor: HTMLElement, { clientX, clientY }: PointerEvent): boolean {
  const { left, top } = floor.getBoundingClientRect()
  return clientX - left >= floor.clientWidth || clientY - top >= floor.clientHeight
}

/**
 * Nearer to the upper or lower edge than this, in screen pixels, a drag scrolls, by so many pixels a frame at
 * most.
 */
const EDGE = 44
const SPEED_MAX = 16

/** Scrolls when a pointer is near an edge; true when it did. */
function scrollNear(floor: HTMLElement, y: number): boolean {
  const { top, bottom } = floor.getBoundingClientRect()
  const over = Math.max(0, y - (bottom - EDGE)) - Math.max(0, top + EDGE - y)
  if (over === 0) return false
  const before = floor.scrollTop
  floor.scrollTop += Math.sign(over) * Math.min(SPEED_MAX, 1 + Math.abs(over) / 3)
  return floor.scrollTop !== before
}
