// The menu of the right button and of the menu key: of the selected things, or of the floor.
import { Archive, BoxSelect, ClipboardPaste, LogIn, PenLine, Plus, TextCursorInput } from 'lucide-react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { MenuAt } from '../../parts/menu-at.tsx'
import { MenuItem, MenuRule } from '../../parts/menu.tsx'
import { useWorld } from '../../world/context/use-world.ts'
import { makeAt } from '../../world/edits/make-artifacts.ts'
import { putAllAway, selectAllOn } from '../../world/edits/selected-edits.ts'
import type { Point, Viewport } from '../../world/geometry/viewport.ts'
import { useGoTo } from '../../world/shown-floor.ts'
import { MoreItems, withClipboard } from './more-items.tsx'

interface FloorMenuProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
  /** On the screen. */
  readonly at: Point
  /** The things that it is for; none: the floor. */
  readonly ids: ReadonlySet<ArtifactId>
  readonly onClose: () => void
}

export default function FloorMenu({ host, viewport, at, ids, onClose }: FloorMenuProps) {
  const [first] = ids
  const selector = `[data-thing="${CSS.escape(first ?? '')}"]`
  return (
    <MenuAt
      {...at}
      label={first === undefined ? 'The floor' : ids.size > 1 ? `${ids.size} things` : 'The thing'}
      givesFocusTo={(isChosen) =>
        !isChosen && (viewport.window?.querySelector<HTMLElement>(selector) ?? viewport.window)
      }
      onClose={onClose}
    >
      {first === undefined ? (
        <GroundItems {...{ host, viewport, at }} />
      ) : (
        <>
          {ids.size === 1 && <OneItems id={first} />}
          <AwayItem ids={ids} />
          <MenuRule />
          <MoreItems ids={ids} />
        </>
      )}
    </MenuAt>
  )
}

function OneItems({ id }: { readonly id: ArtifactId }) {
  const { selection } = useWorld()
  const goTo = useGoTo()
  return (
    <>
      <MenuItem icon={<PenLine size={17} aria-hidden="true" />} onClick={() => selection.inspect(id)}>
        Edit
      </MenuItem>
      <MenuItem icon={<LogIn size={17} aria-hidden="true" />} onClick={() => goTo(id)}>
        Go in
      </MenuItem>
      <MenuItem icon={<TextCursorInput size={17} aria-hidden="true" />} onClick={() => selection.name(id)}>
        Rename
      </MenuItem>
    </>
  )
}

function AwayItem({ ids }: Pick<FloorMenuProps, 'ids'>) {
  const world = useWorld()
  return (
    <MenuItem
      icon={<Archive size={17} aria-hidden="true" />}
      hint="It waits in limbo."
      onClick={() => putAllAway(world, ids)}
    >
      Put away
    </MenuItem>
  )
}

function GroundItems({ host, viewport, at }: Pick<FloorMenuProps, 'host' | 'viewport' | 'at'>) {
  const world = useWorld()
  return (
    <>
      <MenuItem
        icon={<Plus size={17} aria-hidden="true" />}
        onClick={() => makeAt(world, host, viewport.toFloor(at))}
      >
        Add a thing here
      </MenuItem>
      <MenuItem
        icon={<ClipboardPaste size={17} aria-hidden="true" />}
        onClick={() => withClipboard(({ pasteThings }) => pasteThings(world, host, viewport))}
      >
        Paste
      </MenuItem>
      <MenuItem icon={<BoxSelect size={17} aria-hidden="true" />} onClick={() => selectAllOn(world, host)}>
        Select all
      </MenuItem>
    </>
  )
}
