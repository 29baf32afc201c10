// Dragging lines of the outline: into another thing, out of limbo, into it, or onto the floor. A pointer
// drags at once, a finger after a moment, so that it can scroll; Escape lets go.
import {
  createElement,
  useEffect,
  useRef,
  useState,
  type PointerEvent,
  type ReactNode,
  type RefObject,
} from 'react'
import { createPortal } from 'react-dom'
import { useEscapeKey } from '../browser/use-escape.ts'
import type { Point, Viewport } from '../world/geometry/viewport.ts'
import type { OutlineActions } from './outline-actions.ts'
import type { Goal, OutlineGrip as Dragged } from './outline-drops.ts'
import { keyOf, type OutlineEntry } from './outline-entry.ts'

/** So far a pointer moves, in pixels, before a press is a drag. */
const SLACK = 5
/** How long a finger rests on a line, in ms, before it drags it. */
const REST_MS = 350
/** How long what is dragged rests on a line, in ms, before that opens. */
const OPEN_MS = 700
/** So near to an edge, in pixels, the list scrolls, and so fast. */
const EDGE = 26
const SCROLL = 9

interface OutlineDragOptions {
  readonly place: RefObject<HTMLElement | null>
  readonly rows: readonly OutlineEntry[]
  readonly viewport: Viewport
  readonly actions: OutlineActions
  readonly setActive: (key: string) => void
}

interface LineGrip {
  readonly row: OutlineEntry
  readonly pressed: Point
  readonly pointer: number
  readonly isTouch: boolean
  dragged: Dragged | null
  rest: ReturnType<typeof setTimeout> | undefined
}

interface DragNow {
  readonly dragged: Dragged
  readonly at: Point
  /** The line that it would go to, and where that is. */
  readonly over: OutlineEntry | null
  readonly goal: Goal | null
  readonly isOnFloor: boolean
}

interface OutlineDrag {
  /** The line that it would be put into. */
  readonly over: string | null
  readonly ghost: ReactNode
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerCancel: () => void
  }
}

export function useOutlineDrag({
  place,
  rows,
  viewport,
  actions,
  setActive,
}: OutlineDragOptions): OutlineDrag {
  const grip = useRef<LineGrip | null>(null)
  const anchor = useRef(0)
  const [held, setHeld] = useState<DragNow | null>(null)

  function lineAt({ x, y }: Point): number {
    for (const element of document.elementsFromPoint(x, y)) {
      const line = element.closest<HTMLElement>('[data-line]')
      if (line && place.current?.contains(line)) return Number(line.dataset['line'])
    }
    return -1
  }

  function isOverFloor({ x, y }: Point): boolean {
    return viewport.window?.contains(document.elementFromPoint(x, y)) ?? false
  }

  function hold(dragged: Dragged, at: Point): void {
    const row = rows[lineAt(at)]
    const goal = row && dragged.stays === null ? actions.goal(row) : null
    const over = row && goal !== null && goal.kind !== 'none' ? row : null
    setHeld({ dragged, at, over, goal, isOnFloor: row === undefined && isOverFloor(at) })
  }

  function letGo(): void {
    clearTimeout(grip.current?.rest)
    grip.current = null
    setHeld(null)
  }

  function letFall({ ids, stays }: Dragged, row: OutlineEntry | undefined, at: Point): void {
    if (stays !== null) return actions.tellStay(ids)
    const goal = row ? actions.goal(row) : null
    if (goal !== null) actions.drop(ids, goal)
    else if (row === undefined && isOverFloor(at)) actions.dropAt(ids, at)
  }

  function press(event: PointerEvent<HTMLElement>, row: OutlineEntry): void {
    const pressed = { x: event.clientX, y: event.clientY }
    const isTouch = event.pointerType === 'touch'
    const { pointerId, currentTarget } = event
    const now: LineGrip = { row, pressed, pointer: pointerId, isTouch, dragged: null, rest: undefined }
    grip.current = now
    if (!isTouch) return
    now.rest = setTimeout(() => {
      const dragged = actions.grip(row)
      if (grip.current !== now || dragged === null) return
      now.dragged = dragged
      currentTarget.setPointerCapture(pointerId)
      hold(dragged, pressed)
    }, REST_MS)
  }

  function click(event: PointerEvent<HTMLElement>, row: OutlineEntry, line: number): void {
    setActive(keyOf(row))
    const isTwisty = event.target instanceof Element && event.target.closest('[data-twisty]') !== null
    if (isTwisty && 'isOpen' in row) return actions.setOpen(row, !row.isOpen)
    if (event.shiftKey) {
      return actions.selectRows(
        rows.slice(Math.min(anchor.current, line), Math.max(anchor.current, line) + 1),
      )
    }
    anchor.current = line
    if (event.ctrlKey || event.metaKey) actions.toggle(row)
    else actions.choose(row)
  }

  useScrolling(place, held)
  useOpening(held, actions)
  useEscapeKey(held !== null, letGo)
  useFingerKept(place, grip)

  return {
    over: held?.over ? keyOf(held.over) : null,
    ghost: held && createPortal(ghostOf(held), document.body),
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0) return
        const line = lineAt({ x: event.clientX, y: event.clientY })
        const row = rows[line]
        if (row) press(event, row)
      },
      onPointerMove(event) {
        const now = grip.current
        if (!now || now.pointer !== event.pointerId) return
        const at = { x: event.clientX, y: event.clientY }
        if (now.dragged) return hold(now.dragged, at)
        const far = Math.hypot(at.x - now.pressed.x, at.y - now.pressed.y)
        if (far < SLACK) return
        if (now.isTouch) return letGo()
        now.dragged = actions.grip(now.row)
        if (now.dragged === null) return letGo()
        event.currentTarget.setPointerCapture(event.pointerId)
        hold(now.dragged, at)
      },
      onPointerUp(event) {
        const now = grip.current
        if (!now || now.pointer !== event.pointerId) return
        const at = { x: event.clientX, y: event.clientY }
        const line = lineAt(at)
        const row = rows[line]
        if (now.dragged) letFall(now.dragged, row, at)
        else if (row && keyOf(row) === keyOf(now.row)) click(event, row, line)
        letGo()
      },
      onPointerCancel: letGo,
    },
  }
}

/** The label at the pointer: the dragged things, and where they would go, or why they stay. */
function ghostOf({ dragged: { name, stays }, at, goal, isOnFloor }: DragNow): ReactNode {
  const where = stays ?? goal?.words ?? (isOnFloor ? 'onto the floor' : '')
  return createElement(
    'div',
    { className: 'outline-ghost', style: { translate: `${at.x + 12}px ${at.y + 10}px` } },
    name,
    createElement('span', { className: 'outline-note' }, ` ${where}`),
  )
}

/** Near an edge of the list it scrolls. */
function useScrolling(place: RefObject<HTMLElement | null>, held: DragNow | null): void {
  const box = place.current?.getBoundingClientRect()
  const y = held?.at.y ?? null
  const x = held?.at.x ?? 0
  const isWithin = box !== undefined && x >= box.left && x <= box.right
  const by =
    y === null || !box || !isWithin ? 0 : y < box.top + EDGE ? -SCROLL : y > box.bottom - EDGE ? SCROLL : 0
  useEffect(() => {
    if (by === 0) return undefined
    let frame = requestAnimationFrame(function scroll() {
      if (place.current) place.current.scrollTop += by
      frame = requestAnimationFrame(scroll)
    })
    return () => cancelAnimationFrame(frame)
  }, [place, by])
}

/** A closed line that something rests on opens. */
function useOpening(held: DragNow | null, actions: OutlineActions): void {
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
  })
  const over = held?.over ?? null
  const key = over && keyOf(over)
  const row = useRef(over)
  useEffect(() => {
    row.current = over
  })
  useEffect(() => {
    if (key === null) return undefined
    const timer = setTimeout(() => row.current && latest.current.setOpen(row.current, true), OPEN_MS)
    return () => clearTimeout(timer)
  }, [key])
}

/** A finger that drags does not scroll, and its long press is no menu. */
function useFingerKept(place: RefObject<HTMLElement | null>, grip: RefObject<LineGrip | null>): void {
  useEffect(() => {
    const control = new AbortController()
    const stop = (event: Event): void => {
      if (grip.current?.dragged && event.cancelable) event.preventDefault()
    }
    // There from the start: a listener that is added while a finger is down is not asked any more.
    place.current?.addEventListener('touchmove', stop, { signal: control.signal, passive: false })
    place.current?.addEventListener('contextmenu', stop, { signal: control.signal })
    return () => control.abort()
  }, [place, grip])
}
