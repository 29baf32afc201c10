// What can be done with the thing in hand, beside it, for those who do not know the keys.
import {
  Archive,
  Clipboard,
  CopyPlus,
  Ellipsis,
  Hand,
  LogIn,
  LogOut,
  PackagePlus,
  PenLine,
  Scissors,
  TextCursorInput,
} from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import type * as buttons from '../clipboard/buttons.ts'
import { IconButton } from '../parts/button.tsx'
import { Menu, MenuItem, MenuRule } from '../parts/menu.tsx'
import { use } from './act.ts'
import { takeOut } from './drop-target.ts'
import { LayerItems } from './layer-items.tsx'
import { putAllAway } from './many.ts'
import { askPutInto } from './putting.ts'
import { sideOf } from './side.ts'
import { useGoTo } from './where.ts'
import { useHasCode, useWorld } from './world.ts'

/** Nearer to the top of the floor there is no room above a thing. */
const ROOM_ABOVE = 56

export default function ThingTools({ artifact }: { readonly artifact: Artifact }) {
  const world = useWorld()
  const goTo = useGoTo()
  const { id, name, place } = artifact
  const hasCode = useHasCode(id)
  return (
    <div
      role="toolbar"
      aria-label={`What to do with ${name}`}
      className="thing-tools"
      data-side={sideOf(artifact)}
      data-below={(place !== null && place.y < ROOM_ABOVE) || undefined}
    >
      {hasCode && (
        <IconButton label="Use" keys="U" onClick={() => use(world, id)}>
          <Hand size={17} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton label="Open" keys="Enter" onClick={() => world.selection.open({ kind: 'inspector', id })}>
        <PenLine size={17} aria-hidden="true" />
      </IconButton>
      <IconButton label="Go in" keys="I" onClick={() => goTo(id)}>
        <LogIn size={17} aria-hidden="true" />
      </IconButton>
      <IconButton label="Rename" keys="F2" onClick={() => world.selection.name(id)}>
        <TextCursorInput size={17} aria-hidden="true" />
      </IconButton>
      <IconButton label="Put away" keys="Delete" onClick={() => putAllAway(world, [id])}>
        <Archive size={17} aria-hidden="true" />
      </IconButton>
      <MoreTools id={id} host={artifact.host} />
    </div>
  )
}

type Buttons = typeof buttons

/** What is asked for less often. */
function MoreTools({ id, host }: { readonly id: ArtifactId; readonly host: Artifact['host'] }) {
  const world = useWorld()
  const clipboard = (work: (buttons: Buttons) => unknown): void =>
    void import('../clipboard/buttons.ts').then(work)
  return (
    <Menu
      trigger={
        <IconButton label="More">
          <Ellipsis size={17} aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem
        icon={<CopyPlus size={17} aria-hidden="true" />}
        onClick={() => clipboard(({ duplicate }) => duplicate(world, [id]))}
      >
        Duplicate
      </MenuItem>
      <MenuItem
        icon={<Clipboard size={17} aria-hidden="true" />}
        onClick={() => clipboard(({ copyThings }) => copyThings(world, [id]))}
      >
        Copy
      </MenuItem>
      <MenuItem
        icon={<Scissors size={17} aria-hidden="true" />}
        onClick={() => clipboard(({ cutThings }) => cutThings(world, [id]))}
      >
        Cut
      </MenuItem>
      <MenuRule />
      <LayerItems id={id} />
      <MenuRule />
      <MenuItem icon={<PackagePlus size={17} aria-hidden="true" />} onClick={() => askPutInto([id])}>
        Put into…
      </MenuItem>
      {host !== world.view.root && (
        <MenuItem icon={<LogOut size={17} aria-hidden="true" />} onClick={() => takeOut(world, [id])}>
          Take out
        </MenuItem>
      )}
    </Menu>
  )
}
