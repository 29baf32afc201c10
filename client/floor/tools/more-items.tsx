// The less frequent actions for things, as items of a menu.
import {
  ArrowDownToLine,
  ArrowUpToLine,
  Clipboard,
  CopyPlus,
  Group,
  LogOut,
  PackagePlus,
  Pin,
  PinOff,
  Scissors,
  Ungroup,
} from 'lucide-react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { MenuItem, MenuRule } from '../../parts/menu.tsx'
import type * as commands from '../../world/clipboard/clipboard-commands.ts'
import { useView, useWorld } from '../../world/context/use-world.ts'
import { takeOut } from '../../world/edits/drop-target.ts'
import { isGroup } from '../../world/edits/groups.ts'
import { looseOf, pinAll } from '../../world/edits/pinned.ts'
import { askPutInto } from '../../world/edits/put-into-question.ts'
import { groupAll, shiftAll, ungroupAll } from '../../world/edits/selected-edits.ts'

/** Does something with the clipboard, by code that is fetched on demand. */
export const withClipboard = (work: (clipboard: typeof commands) => unknown): void =>
  void import('../../world/clipboard/clipboard-commands.ts').then(work)

export function MoreItems({ ids }: { readonly ids: ReadonlySet<ArtifactId> }) {
  const world = useWorld()
  const isPinned = useView((view) => [...ids].every((id) => view.artifact(id)?.pinned))
  const isInside = useView((view) => [...ids].every((id) => view.artifact(id)?.host !== view.root))
  const isGrouped = useView((view) => isGroup({ view }, ids))
  const PinIcon = isPinned ? PinOff : Pin
  return (
    <>
      <MenuItem
        icon={<CopyPlus size={17} aria-hidden="true" />}
        onClick={() => withClipboard(({ duplicate }) => duplicate(world, ids))}
      >
        Duplicate
      </MenuItem>
      <MenuItem
        icon={<Clipboard size={17} aria-hidden="true" />}
        onClick={() => withClipboard(({ copyThings }) => copyThings(world, ids))}
      >
        Copy
      </MenuItem>
      <MenuItem
        icon={<Scissors size={17} aria-hidden="true" />}
        onClick={() => withClipboard(({ cutThings }) => cutThings(world, ids))}
      >
        Cut
      </MenuItem>
      <MenuRule />
      <MenuItem
        icon={<ArrowUpToLine size={17} aria-hidden="true" />}
        onClick={() => shiftAll(world, ids, 'front')}
      >
        To the front
      </MenuItem>
      <MenuItem
        icon={<ArrowDownToLine size={17} aria-hidden="true" />}
        onClick={() => shiftAll(world, ids, 'back')}
      >
        To the back
      </MenuItem>
      <MenuItem icon={<PinIcon size={17} aria-hidden="true" />} onClick={() => pinAll(world, ids, !isPinned)}>
        {isPinned ? 'Unpin' : 'Pin in place'}
      </MenuItem>
      {isGrouped ? (
        <MenuItem icon={<Ungroup size={17} aria-hidden="true" />} onClick={() => ungroupAll(world, ids)}>
          Ungroup
        </MenuItem>
      ) : (
        ids.size > 1 && (
          <MenuItem icon={<Group size={17} aria-hidden="true" />} onClick={() => groupAll(world, ids)}>
            Group
          </MenuItem>
        )
      )}
      <MenuRule />
      <MenuItem
        icon={<PackagePlus size={17} aria-hidden="true" />}
        onClick={() => askPutInto(looseOf(world, ids))}
      >
        Put into…
      </MenuItem>
      {isInside && (
        <MenuItem icon={<LogOut size={17} aria-hidden="true" />} onClick={() => takeOut(world, ids)}>
          Take out
        </MenuItem>
      )}
    </>
  )
}
