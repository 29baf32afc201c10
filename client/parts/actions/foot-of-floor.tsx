// A place at the foot of the floor's window, but not in it: an element that gets the focus there would scroll
// the floor.
import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { CardPlace } from './card-place.ts'
import './foot-of-floor.css'

interface FootOfFloorProps {
  readonly floor: HTMLElement
  readonly at?: CardPlace
  readonly children: ReactNode
}

export function FootOfFloor({ floor, at = 'middle', children }: FootOfFloorProps) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const follow = (): void => {
      const { left, bottom } = floor.getBoundingClientRect()
      const style = place.current?.style
      style?.setProperty('left', `${left}px`)
      style?.setProperty('width', `${floor.clientWidth}px`)
      style?.setProperty('bottom', `${innerHeight - bottom}px`)
    }
    follow()
    const observer = new ResizeObserver(follow)
    observer.observe(floor)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [floor])
  return createPortal(
    <div className="foot-of-floor" data-at={at} ref={place}>
      {children}
    </div>,
    floor.parentElement ?? document.body,
  )
}
