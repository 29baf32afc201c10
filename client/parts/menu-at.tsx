// A menu at a spot of the screen, for a press of the right button or the menu key.
import { Menu as Base } from '@base-ui/react/menu'
import { useRef, type ReactNode } from 'react'
import './menu.css'

/** It stays so far from the window's edges, in px. */
const EDGE = 8

export interface MenuAtProps {
  readonly x: number
  readonly y: number
  readonly label: string
  /** What gets the focus then; false: what was chosen has given it to something. */
  readonly givesFocusTo: (isChosen: boolean) => HTMLElement | null | false
  readonly onClose: () => void
  readonly children: ReactNode
}

export function MenuAt({ x, y, label, givesFocusTo, onClose, children }: MenuAtProps) {
  const isChosen = useRef(false)
  const spot = { getBoundingClientRect: () => new DOMRect(Math.max(EDGE, x), y, 0, 0) }
  return (
    <Base.Root
      defaultOpen
      modal={false}
      onOpenChange={(isOpen, { reason }) => {
        if (isOpen) return
        isChosen.current = reason === 'item-press'
        onClose()
      }}
    >
      <Base.Portal>
        <Base.Positioner
          anchor={spot}
          side="bottom"
          align="start"
          collisionPadding={EDGE}
          collisionAvoidance={{ side: 'shift' }}
          className="float"
        >
          <Base.Popup className="menu" aria-label={label} finalFocus={() => givesFocusTo(isChosen.current)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
