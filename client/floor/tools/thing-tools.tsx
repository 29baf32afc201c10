// The actions for the selected thing, beside it, for people who do not know the keys.
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
import { useLayoutEffect, useRef } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { usePhone } from '../../browser/media.ts'
import type * as buttons from '../../world/clipboard/clipboard-commands.ts'
import { IconButton } from '../../parts/button.tsx'
import { Menu, MenuItem, MenuRule } from '../../parts/menu.tsx'
import { use } from '../../world/context/act.ts'
import { takeOut } from '../../world/edits/drop-target.ts'
import { LayerItems } from './layer-items.tsx'
import { putAllAway } from '../../world/edits/selected-edits.ts'
import { looseOf } from '../../world/edits/pinned.ts'
import { askPutInto } from '../../world/edits/put-into-question.ts'
import { sideOf } from '../../world/geometry/floor-side.ts'
import { useGoTo } from '../../world/shown-floor.ts'
import { useCanBeUsed, useWorld } from '../../world/context/use-world.ts'

interface ThingToolsProps {
  readonly artifact: Artifact
}

/** Beside the thing. On a phone there is no room for that: there they stand at the foot of the floor. */
export default function ThingTools({ artifact }: ThingToolsProps) {
  const isPhone = usePhone()
  const bar = useRef<HTMLDivElement>(null)
  // Each time that it is drawn anew: the thing may have moved.
  useLayoutEffect(() => {
    if (bar.current) turnToRoom(bar.current)
  })
  if (isPhone) return null
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={labelOf(artifact)}
      className="thing-tools"
      data-side={sideOf(artifact)}
    >
      <Buttons artifact={artifact} />
    </div>
  )
}

export function ToolsAtFoot({ artifact }: ThingToolsProps) {
  return (
    <div role="toolbar" aria-label={labelOf(artifact)} className="thing-tools thing-tools-at-foot">
      <Buttons artifact={artifact} />
    </div>
  )
}

const labelOf = ({ name }: Artifact): string => `Actions for ${name === '' ? 'a thing without a name' : name}`

/** Between a thing and its tools, in pixels: above it, and below it, where its name stands. */
const GAP = { above: 18, below: 38 }

/** Above the thing as far as the floor's window shows room for them there; else below. */
function turnToRoom(bar: HTMLElement): void {
  const window = bar.closest('.floor-window')?.getBoundingClientRect()
  const thing = bar.parentElement?.getBoundingClientRect()
  if (!window || !thing) return
  const { height } = bar.getBoundingClientRect()
  const above = thing.top - window.top - height - GAP.above
  const below = window.bottom - thing.bottom - height - GAP.below
  bar.toggleAttribute('data-below', above < 0 && (below >= 0 || thing.top < window.top))
}

function Buttons({ artifact }: ThingToolsProps) {
  const world = useWorld()
  const goTo = useGoTo()
  const { id } = artifact
  const canBeUsed = useCanBeUsed(id)
  return (
    <>
      {canBeUsed && (
        <IconButton label="Use" keys="U" onClick={() => use(world, id)}>
          <Hand size={17} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton label="Open" keys="Enter" onClick={() => world.selection.inspect(id)}>
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
    </>
  )
}

type Clipboards = typeof buttons

/** The less frequent ones. */
function MoreTools({ id, host }: { readonly id: ArtifactId; readonly host: Artifact['host'] }) {
  const world = useWorld()
  const clipboard = (work: (buttons: Clipboards) => unknown): void =>
    void import('../../world/clipboard/clipboard-commands.ts').then(work)
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
      <MenuItem
        icon={<PackagePlus size={17} aria-hidden="true" />}
        onClick={() => askPutInto(looseOf(world, [id]))}
      >
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
