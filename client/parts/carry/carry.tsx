// Carrying what is not on the floor yet (out of the palette, out of limbo) onto it, or into a thing on it. A
// mouse carries at once; a finger after a moment, so that a list can still be scrolled. Escape lets go.
import { useCallback, useEffect, useRef, useState, type PointerEvent, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { To } from '../../../shared/world/edits/place-edits.ts'
import { DEFAULT_LOOK, type DrawnLook } from '../../../shared/world/look.ts'
import { DrawnThing } from '../../drawings/drawn-thing.tsx'
import { keptInside, settled } from '../../world/geometry/snap-grid.ts'
import { useEscapeKey } from '../../browser/use-escape.ts'
import { dropTargetAt, leaveDropTarget } from '../../world/edits/drop-target.ts'
import { spotBelow, type Size } from '../../world/geometry/free-spot.ts'
import type { Point, Viewport } from '../../world/geometry/viewport.ts'
import { useWorld } from '../../world/context/use-world.ts'
import './carry.css'

/** So far a mouse moves, in pixels, before a press is a carrying; so far a finger may, before it scrolls. */
const SLACK = 5
/** How long a finger rests on something, in ms, before it has it. */
const REST_MS = 280

/** The carried thing, drawn as it is called for; plain unless said otherwise. */
export interface Load extends Size, Partial<DrawnLook> {
  readonly sprite: string
  readonly put: (to: To) => void
}

interface Grip {
  readonly load: Load
  readonly pressed: Point
  readonly isTouch: boolean
  isCarried: boolean
  rest: ReturnType<typeof setTimeout> | undefined
  /** Ends listening to the pointer. */
  readonly control: AbortController
}

export interface Carry {
  /** The element that follows the pointer. */
  readonly ghost: ReactNode
  /** For the element that something is carried from. */
  readonly handlers: (load: Load) => {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
    readonly onClickCapture: (event: React.MouseEvent) => void
  }
  /** As the ref of the element around them: a finger that carries does not scroll it. */
  readonly area: (element: HTMLElement | null) => (() => void) | undefined
}

const NONE: ReadonlySet<ArtifactId> = new Set()

export function useCarry(host: ArtifactId | null, viewport: Viewport, onEnd?: () => void): Carry {
  const world = useWorld()
  const grip = useRef<Grip | null>(null)
  /** A press that carried is no click. */
  const wasCarried = useRef(false)
  const [held, setHeld] = useState<{ readonly load: Load; readonly at: Point } | null>(null)

  function letGo(): void {
    clearTimeout(grip.current?.rest)
    grip.current?.control.abort()
    grip.current = null
    setHeld(null)
    leaveDropTarget()
  }

  function hold(now: Grip, at: Point): void {
    now.isCarried = true
    wasCarried.current = true
    setHeld({ load: now.load, at })
    dropTargetAt({ world, host, viewport }, at, NONE)
  }

  function drop({ load }: Grip, at: Point): void {
    const into = dropTargetAt({ world, host, viewport }, at, NONE)
    if (into !== null) {
      const { host: inner, under } = into
      load.put({ host: inner, ...spotBelow(world.view, inner, load, under?.top ?? 0) })
    } else if (host !== null && isOver(viewport.window, at)) {
      const { x, y } = viewport.toFloor(at)
      const spot = { x: settled(x - load.width / 2), y: settled(y - load.height / 2) }
      load.put({ host, ...keptInside(spot, load.width) })
    } else return
    onEnd?.()
  }

  /** Listens to the window: the pointer may leave the pressed element with its first move. */
  function follow(now: Grip, pointer: number): void {
    const { signal } = now.control
    const listen = (type: 'pointermove' | 'pointerup' | 'pointercancel', work: (at: Point) => void): void =>
      addEventListener(
        type,
        (event) => event.pointerId === pointer && work({ x: event.clientX, y: event.clientY }),
        { signal },
      )
    listen('pointermove', (at) => {
      if (now.isCarried) return hold(now, at)
      if (Math.hypot(at.x - now.pressed.x, at.y - now.pressed.y) < SLACK) return
      if (now.isTouch) letGo()
      else hold(now, at)
    })
    listen('pointerup', (at) => {
      if (now.isCarried) drop(now, at)
      letGo()
      // The click that this press would be comes at once, or not at all.
      setTimeout(() => {
        wasCarried.current = false
      })
    })
    listen('pointercancel', letGo)
  }

  const area = useCallback((element: HTMLElement | null) => {
    const stop = (event: TouchEvent): void => {
      if (grip.current?.isCarried) event.preventDefault()
    }
    // There from the start: a listener that is added while a finger is down is not asked any more.
    element?.addEventListener('touchmove', stop, { passive: false })
    return () => element?.removeEventListener('touchmove', stop)
  }, [])

  useEffect(() => () => grip.current?.control.abort(), [])
  useCarrying(held !== null, letGo)
  return {
    ghost:
      held && createPortal(<Ghost load={held.load} at={held.at} scale={viewport.scale()} />, document.body),
    area,
    handlers: (load) => ({
      onPointerDown(event) {
        const isOwn = event.target instanceof Element && event.target.closest('input') !== null
        if (event.button !== 0 || isOwn) return
        letGo()
        const pressed = { x: event.clientX, y: event.clientY }
        const isTouch = event.pointerType === 'touch'
        const control = new AbortController()
        const now: Grip = { load, pressed, isTouch, isCarried: false, rest: undefined, control }
        grip.current = now
        wasCarried.current = false
        if (isTouch) now.rest = setTimeout(() => grip.current === now && hold(now, pressed), REST_MS)
        follow(now, event.pointerId)
      },
      onClickCapture(event) {
        if (!wasCarried.current) return
        wasCarried.current = false
        event.preventDefault()
        event.stopPropagation()
      },
    }),
  }
}

function isOver(window: HTMLElement | null, { x, y }: Point): boolean {
  return window?.contains(document.elementFromPoint(x, y)) ?? false
}

interface GhostProps {
  readonly load: Load
  readonly at: Point
  readonly scale: number
}

function Ghost({ load, at, scale }: GhostProps) {
  const size = { width: load.width * scale, height: load.height * scale }
  return (
    <div
      className="carried"
      style={{ ...size, translate: `${at.x - size.width / 2}px ${at.y - size.height / 2}px` }}
      aria-hidden="true"
    >
      <DrawnThing look={{ ...DEFAULT_LOOK, ...load }} />
    </div>
  )
}

/** The panel under the drag steps aside meanwhile; Escape cancels. */
function useCarrying(isHeld: boolean, letGo: () => void): void {
  useEscapeKey(isHeld, letGo)
  useEffect(() => {
    if (!isHeld) return undefined
    const control = new AbortController()
    addEventListener('contextmenu', (event) => event.preventDefault(), { signal: control.signal })
    document.documentElement.dataset['carrying'] = ''
    return () => {
      control.abort()
      delete document.documentElement.dataset['carrying']
    }
  }, [isHeld])
}
