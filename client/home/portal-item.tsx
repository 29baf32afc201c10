// “Make a portal to here”, in the menu of a world in a list.
import { DoorOpen } from 'lucide-react'
import type { Address } from '../../shared/world/address.ts'
import { MenuItem } from '../parts/menu.tsx'

/** The target of a portal. */
export interface PortalTarget {
  readonly address: Address
  readonly title: string
}

interface PortalItemProps {
  readonly to: PortalTarget
  readonly onPortal: (to: PortalTarget) => void
}

export function PortalItem({ to, onPortal }: PortalItemProps) {
  return (
    <MenuItem icon={<DoorOpen size={16} aria-hidden="true" />} onClick={() => onPortal(to)}>
      Make a portal to here
    </MenuItem>
  )
}
