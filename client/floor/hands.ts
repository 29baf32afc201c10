// What a pointer does on the floor: a press on a thing selects it, on empty floor lets go of what is selected; a drag moves things,
// resizes them by a corner, or draws a lasso on empty floor. A finger scrolls there, unless it rests first.
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { isArea } from '../../shared/world/sprite.ts'
import { focusThing, type Hand, type Hands, type Pointer } from './hand.ts'
import { lassoHand } from './lasso-hand.ts'
import { freeOf } from './many.ts'
import { moveHand } from './move-hand.ts'
import { resizeHand } from './resize-hand.ts'
import { CORNERS, type Corner } from './scale.ts'
import type { Point } from './stage.ts'
import type { World } from './world.ts'

type Target =
  | { readonly kind: 'thing'; readonly id: ArtifactId }
  | { readonly kind: 'corner'; readonly corner: Corner }
  | { readonly kind: 'ground' }

interface Press {
  readonly pointer: number
  readonly target: Target
  readonly at: Point
  readonly isTouch: boolean
  /** A click that follows takes this one out of what is selected. */
  readonly isAgain: boolean
  /** Adds to what is selected. */
  readonly adds: boolean
  hand: Hand | null
  rest: ReturnType<typeof setTimeout> | undefined
}

/** So far a pointer moves, in screen pixels, before a press is a drag; so far a finger may move while it rests. */
const SLACK = 4
/** So long a finger rests on empty floor, in ms, before it draws a lasso. */
const REST_MS = 400

/** Listens to the floor's window; returns how to end that. */
export function startHands(hands: Hands): () => void {
  const { window } = hands.stage
  return window ? listen(window, hands) : () => undefined
}

function listen(floor: HTMLElement, hands: Hands): () => void {
  const { world, stage, hold } = hands
  const control = new AbortController()
  const scroll = createScroll(floor)
  let press: Press | null = null
  let last: PointerEvent | null = null
  let frame = 0

  function pointerOf({ clientX: x, clientY: y, altKey, ctrlKey, metaKey, shiftKey }: PointerEvent): Pointer {
    const at = { x, y }
    return { at, spot: stage.toFloor(at), isFree: altKey || ctrlKey || metaKey, shift: shiftKey }
  }

  function soon(): void {
    frame ||= requestAnimationFrame(look)
  }
  function look(): void {
    frame = 0
    if (!press?.hand || !last) return
    const isScrolling = scroll({ x: last.clientX, y: last.clientY })
    press.hand.frame(pointerOf(last))
    if (isScrolling) soon()
  }

  function end(): void {
    if (press) clearTimeout(press.rest)
    press = null
    last = null
    cancelAnimationFrame(frame)
    frame = 0
    hold.end()
  }
  function cancel(): void {
    press?.hand?.cancel()
    end()
  }

  function begin(now: Press, event: PointerEvent): void {
    clearTimeout(now.rest)
    last = event
    const spot = stage.toFloor(now.at)
    const hand = handFor(hands, now, spot)
    if (!hand) return end()
    now.hand = hand
    floor.setPointerCapture(now.pointer)
    getSelection()?.removeAllRanges()
    soon()
  }

  function onDown(event: PointerEvent): void {
    if (press) return cancel()
    const target = event.button === 0 && !isOnBar(floor, event) ? targetOf(event.target) : null
    if (!target) return
    const adds = event.shiftKey || event.ctrlKey || event.metaKey
    const isAgain = target.kind === 'thing' && choose(world, target.id, adds)
    // What had the focus has it no longer, as after any press on nothing; the browser would begin to select text.
    if (target.kind === 'ground' && document.activeElement instanceof HTMLElement)
      document.activeElement.blur()
    const at = { x: event.clientX, y: event.clientY }
    const isTouch = event.pointerType === 'touch'
    const now: Press = {
      pointer: event.pointerId,
      target,
      at,
      isTouch,
      isAgain,
      adds,
      hand: null,
      rest: undefined,
    }
    press = now
    if (target.kind === 'thing' && isTouch) focusThing(target.id)
    if (target.kind === 'ground' && isTouch) now.rest = setTimeout(() => begin(now, event), REST_MS)
  }

  function onMove(event: PointerEvent): void {
    if (!press || event.pointerId !== press.pointer) return
    last = event
    if (press.hand) return soon()
    if (Math.hypot(event.clientX - press.at.x, event.clientY - press.at.y) < SLACK) return
    // A finger that moves on empty floor scrolls it.
    if (press.isTouch && press.target.kind === 'ground') end()
    else begin(press, event)
  }

  function onUp(event: PointerEvent): void {
    if (!press || event.pointerId !== press.pointer) return
    const { hand } = press
    if (hand) hand.drop(pointerOf(event))
    else click(world, press)
    end()
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !press?.hand) return
    event.preventDefault()
    event.stopPropagation()
    cancel()
  }

  /** The browser's own: focus goes by `choose`, a long press is no menu, a finger that holds something does not scroll. */
  function prevent(event: Event): void {
    const isPress = event.type === 'mousedown' && press !== null
    if ((isPress || press?.hand) && event.cancelable) event.preventDefault()
    if (isPress && press?.target.kind === 'thing') focusThing(press.target.id)
  }

  const { signal } = control
  floor.addEventListener('pointerdown', onDown, { signal })
  floor.addEventListener('mousedown', prevent, { signal })
  floor.addEventListener('contextmenu', prevent, { signal })
  floor.addEventListener('touchmove', prevent, { signal, passive: false })
  floor.addEventListener('scroll', () => press?.hand && soon(), { signal, passive: true })
  addEventListener('pointermove', onMove, { signal })
  addEventListener('pointerup', onUp, { signal })
  addEventListener('pointercancel', (event) => event.pointerId === press?.pointer && cancel(), { signal })
  addEventListener('keydown', onKeyDown, { signal, capture: true })
  return () => {
    cancel()
    control.abort()
  }
}

/** On the bar that scrolls it. */
function isOnBar(floor: HTMLElement, { clientX, clientY }: PointerEvent): boolean {
  const { left, top } = floor.getBoundingClientRect()
  return clientX - left >= floor.clientWidth || clientY - top >= floor.clientHeight
}

const closest = (target: EventTarget | null, selector: string): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(selector) : null

function targetOf(target: EventTarget | null): Target | null {
  const corner = CORNERS[Number(closest(target, '[data-corner]')?.dataset['corner'] ?? Number.NaN)]
  if (corner) return { kind: 'corner', corner }
  const id = parseArtifactId(closest(target, '.thing-body')?.dataset['thing'])
  if (id !== null) return { kind: 'thing', id }
  const isTaken =
    closest(target, '.cm-editor, .thing, button, input, a, [role="toolbar"], .zoom-buttons') !== null
  return isTaken ? null : { kind: 'ground' }
}

/** Selects what is pressed; true when a click on it would take it out again. */
function choose({ selection }: World, id: ArtifactId, adds: boolean): boolean {
  const { ids } = selection.now
  const isAgain = adds && ids.has(id)
  if (adds && !isAgain) selection.toggle(id)
  else if (!ids.has(id)) selection.select(id)
  return isAgain
}

/** A press that was no drag. */
function click({ selection }: World, { target, adds, isAgain }: Press): void {
  if (target.kind === 'ground' && !adds) selection.select(null)
  if (target.kind !== 'thing') return
  if (isAgain) selection.toggle(target.id)
  else if (!adds && selection.now.ids.size > 1) selection.select(target.id)
}

/** What a drag does that began here; null when there is nothing to drag. */
function handFor(hands: Hands, { target, adds, isTouch }: Press, spot: Point): Hand | null {
  const { world } = hands
  const { ids } = world.selection.now
  if (target.kind === 'ground') return lassoHand(hands, spot, { adds, isShown: isTouch })
  if (target.kind === 'corner') return resizeHand(hands, freeOf(world, ids), target.corner, spot)
  const pressed = world.view.artifact(target.id)
  // A ground that is pinned is as good as the floor.
  if (pressed?.pinned && isArea(pressed.look.sprite)) return lassoHand(hands, spot, { adds, isShown: false })
  return moveHand(hands, freeOf(world, ids), spot)
}

/** Nearer to the upper or lower edge than this, in screen pixels, a drag scrolls, by so many pixels a frame at most. */
const EDGE = 44
const SPEED_MAX = 16

/** Scrolls while a pointer drags near an edge; true when it did. */
function createScroll(floor: HTMLElement): (at: Point) => boolean {
  return ({ y }) => {
    const { top, bottom } = floor.getBoundingClientRect()
    const over = Math.max(0, y - (bottom - EDGE)) - Math.max(0, top + EDGE - y)
    if (over === 0) return false
    const before = floor.scrollTop
    floor.scrollTop += Math.sign(over) * Math.min(SPEED_MAX, 1 + Math.abs(over) / 3)
    return floor.scrollTop !== before
  }
}
