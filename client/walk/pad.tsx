// The thumb pad of a phone: its middle is the point where a thumb comes down, and one goes in the direction
// of the thumb's drag, until it is lifted.
import { ChevronDown, ChevronLeft, ChevronRight, ChevronUp } from 'lucide-react'
import { useRef, useState, type PointerEvent } from 'react'
import type { Facing } from '../../shared/world/place.ts'
import { createPad } from './pad-way.ts'
import { walkOff } from './walk-control.ts'
import type { WalkControl } from '../world/play/walk-session.ts'

const ARROWS = [
  ['up', ChevronUp],
  ['left', ChevronLeft],
  ['right', ChevronRight],
  ['down', ChevronDown],
] as const

export function Pad({ control }: { readonly control: WalkControl }) {
  const pad = useRef(createPad())
  const [way, setWay] = useState<Facing | null>(null)

  function onDown(event: PointerEvent<HTMLDivElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId)
    pad.current.press(event.pointerId, { x: event.clientX, y: event.clientY })
  }
  function onMove({ pointerId, clientX: x, clientY: y }: PointerEvent): void {
    const next = pad.current.draw(pointerId, { x, y })
    if (next === null) return
    setWay(next)
    walkOff(control, next)
  }
  function onUp({ pointerId }: PointerEvent): void {
    if (!pad.current.lift(pointerId)) return
    control.walker.halt()
    setWay(null)
  }

  return (
    // A keyboard has its own keys for this.
    <div
      className="pad"
      aria-hidden="true"
      data-way={way ?? undefined}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
      onContextMenu={(event) => event.preventDefault()}
    >
      {ARROWS.map(([name, Arrow]) => (
        <Arrow key={name} className="pad-arrow" data-way={name} size={22} />
      ))}
      <i className="pad-thumb" />
    </div>
  )
}
