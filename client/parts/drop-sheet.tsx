// A sheet that drops from a button: a title, and something to read or choose.
import { Popover } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'
import './drop-sheet.css'

interface SheetProps {
  readonly trigger: ReactElement<Record<string, unknown>>
  readonly title: string
  readonly align?: 'center' | 'end'
  /** Whether it is open, where that is decided outside. */
  readonly open?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
  /** False where closing it gives the focus to something else than the button. */
  readonly givesFocusBack?: boolean
  readonly children: ReactNode
}

export function Sheet({
  trigger,
  title,
  align = 'center',
  givesFocusBack = true,
  children,
  ...root
}: SheetProps) {
  return (
    <Popover.Root {...root}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align={align} collisionPadding={8} className="float">
          <Popover.Popup className="sheet" finalFocus={givesFocusBack}>
            <Popover.Title className="sheet-title">{title}</Popover.Title>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
