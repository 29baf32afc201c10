// “Make a portal to here”, in the menu of a world in a list; what it asks is fetched when it is chosen.
import { DoorOpen } from 'lucide-react'
import { Suspense, useState, type ReactNode } from 'react'
import { lazily } from '../browser/lazily.ts'
import type { Address } from '../../shared/world/address.ts'
import { MenuItem } from '../parts/menu.tsx'

const PortalCard = lazily(() => import('./portal-card.tsx'))

/** The item of the menu, and what comes up beside it. */
export function usePortalItem(address: Address, title: string): readonly [ReactNode, ReactNode] {
  const [isAsking, setAsking] = useState(false)
  return [
    <MenuItem key="portal" icon={<DoorOpen size={16} aria-hidden="true" />} onClick={() => setAsking(true)}>
      Make a portal to here
    </MenuItem>,
    isAsking && (
      <Suspense key="card" fallback={null}>
        <PortalCard to={{ address, title }} onClose={() => setAsking(false)} />
      </Suspense>
    ),
  ]
}
