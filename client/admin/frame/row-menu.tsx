// An admin's actions about a line of a table, in a menu at its end.
import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../parts/button.tsx'
import { Menu, MenuItem } from '../../parts/menu.tsx'

interface RowMenuProps {
  /** The subject of the line. */
  readonly about: string
  readonly children: ReactNode
}

export function RowMenu({ about, children }: RowMenuProps) {
  return (
    <Menu
      trigger={
        <Button look="quiet" aria-label={`Actions for ${about}`} className="admin-more-button">
          <Ellipsis size={18} aria-hidden="true" />
        </Button>
      }
    >
      {children}
    </Menu>
  )
}

export function RowMenuEntry({
  onClick,
  children,
}: {
  readonly onClick: () => void
  readonly children: ReactNode
}) {
  return (
    <MenuItem icon={<span aria-hidden="true" />} onClick={onClick}>
      {children}
    </MenuItem>
  )
}
