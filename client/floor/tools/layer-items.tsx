// The items of a menu that put things in front of others or behind them, and pin them where they are.
import { ArrowDownToLine, ArrowUpToLine, Pin, PinOff } from 'lucide-react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { MenuItem } from '../../parts/menu.tsx'
import { shiftAll } from '../../world/edits/selected-edits.ts'
import { pinAll } from '../../world/edits/pinned.ts'
import { useArtifact, useWorld } from '../../world/context/use-world.ts'

export function LayerItems({ id }: { readonly id: ArtifactId }) {
  const world = useWorld()
  const isPinned = useArtifact(id)?.pinned ?? false
  const PinIcon = isPinned ? PinOff : Pin
  return (
    <>
      <MenuItem
        icon={<ArrowUpToLine size={17} aria-hidden="true" />}
        onClick={() => shiftAll(world, [id], 'front')}
      >
        To the front
      </MenuItem>
      <MenuItem
        icon={<ArrowDownToLine size={17} aria-hidden="true" />}
        onClick={() => shiftAll(world, [id], 'back')}
      >
        To the back
      </MenuItem>
      <MenuItem
        icon={<PinIcon size={17} aria-hidden="true" />}
        onClick={() => pinAll(world, [id], !isPinned)}
      >
        {isPinned ? 'Unpin' : 'Pin'}
      </MenuItem>
    </>
  )
}
