// A menu at a spot of the screen, for a press of the right button or the menu key.
import { Menu as Base } from '@base-ui/react/menu'
import { useRef, type ReactNode } from 'react'
import './menu.css'

interface MenuAtProps {
  readonly x: number
  readonly y: number
  readonly label: string
  /** Gets the focus when nothing was chosen. */
  readonly givesFocusTo: () => HTMLElement | null
  readonly onClose: () => void
  readonly children: ReactNode
}

export function MenuAt({ x, y, label, givesFocusTo, onClose, children }: MenuAtProps) {
  const isChosen = useRef(false)
  const spot = { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) }
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
        <Base.Positioner anchor={spot} side="bottom" align="start" className="float">
          <Base.Popup
            className="menu"
            aria-label={label}
            finalFocus={() => !isChosen.current && givesFocusTo()}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
