// The tools for several things at once, at the foot of the floor.
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  Archive,
  ArrowDownToLine,
  ArrowUpToLine,
  CopyPlus,
  Group,
  PackagePlus,
  Pin,
  PinOff,
  Scaling,
  Ungroup,
  type LucideIcon,
} from 'lucide-react'
import { useRef, type KeyboardEvent } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { MOD } from '../../browser/media.ts'
import { IconButton } from '../../parts/button.tsx'
import {
  alignAll,
  distributeAll,
  groupAll,
  putAllAway,
  shiftAll,
  sizeAll,
  ungroupAll,
} from '../../world/edits/selected-edits.ts'
import { isGroup } from '../../world/edits/groups.ts'
import { looseOf, pinAll } from '../../world/edits/pinned.ts'
import { askPutInto } from '../../world/edits/put-into-question.ts'
import { useView, useWorld, type World } from '../../world/context/use-world.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'

type SelectedIds = ReadonlySet<ArtifactId>

interface Tool {
  readonly label: string
  readonly icon: LucideIcon
  readonly run: (world: World, ids: SelectedIds) => void
  readonly keys?: string
  /** How many things it takes at least. */
  readonly least?: number
}

const ALIGN: readonly Tool[] = [
  { label: 'Align left', icon: AlignStartVertical, run: (world, ids) => alignAll(world, ids, 'left') },
  { label: 'Align centre', icon: AlignCenterVertical, run: (world, ids) => alignAll(world, ids, 'centre') },
  { label: 'Align right', icon: AlignEndVertical, run: (world, ids) => alignAll(world, ids, 'right') },
  { label: 'Align top', icon: AlignStartHorizontal, run: (world, ids) => alignAll(world, ids, 'top') },
  { label: 'Align middle', icon: AlignCenterHorizontal, run: (world, ids) => alignAll(world, ids, 'middle') },
  { label: 'Align bottom', icon: AlignEndHorizontal, run: (world, ids) => alignAll(world, ids, 'bottom') },
]

const SPREAD: readonly Tool[] = [
  {
    label: 'Distribute across',
    icon: AlignHorizontalDistributeCenter,
    run: (world, ids) => distributeAll(world, ids, 'x'),
    least: 3,
  },
  {
    label: 'Distribute down',
    icon: AlignVerticalDistributeCenter,
    run: (world, ids) => distributeAll(world, ids, 'y'),
    least: 3,
  },
  { label: 'Same size', icon: Scaling, run: sizeAll },
]

/** Copies the selection, by code that is fetched on demand. */
const duplicateAll = (world: World, ids: SelectedIds): void =>
  void import('../../world/clipboard/clipboard-commands.ts').then(({ duplicate }) => duplicate(world, ids))

const LAYER: readonly Tool[] = [
  {
    label: 'To the front',
    icon: ArrowUpToLine,
    run: (world, ids) => shiftAll(world, ids, 'front'),
    keys: `${MOD}Shift+]`,
  },
  {
    label: 'To the back',
    icon: ArrowDownToLine,
    run: (world, ids) => shiftAll(world, ids, 'back'),
    keys: `${MOD}Shift+[`,
  },
]

const PIN: Tool = { label: 'Pin in place', icon: Pin, run: (world, ids) => pinAll(world, ids, true) }
const UNPIN: Tool = { label: 'Unpin', icon: PinOff, run: (world, ids) => pinAll(world, ids, false) }
const GROUP: Tool = { label: 'Group', icon: Group, run: groupAll, keys: `${MOD}G` }
const UNGROUP: Tool = { label: 'Ungroup', icon: Ungroup, run: ungroupAll, keys: `${MOD}Shift+G` }
const COPY: Tool = { label: 'Duplicate', icon: CopyPlus, run: duplicateAll, keys: `${MOD}D` }
const INTO: Tool = {
  label: 'Put into…',
  icon: PackagePlus,
  run: (world, ids) => askPutInto(looseOf(world, ids)),
}
const AWAY: Tool = { label: 'Put away', icon: Archive, run: putAllAway, keys: 'Delete' }

export function ArrangeTools({ ids }: { readonly ids: SelectedIds }) {
  const isPinned = useView((view) => [...ids].every((id) => view.artifact(id)?.pinned))
  const isGrouped = useView((view) => isGroup({ view }, ids))
  const { selection } = useWorld()
  const bar = useRef<HTMLDivElement>(null)
  const groups = [
    ALIGN,
    SPREAD,
    LAYER,
    [isPinned ? UNPIN : PIN, isGrouped ? UNGROUP : GROUP, COPY, INTO, AWAY],
  ]
  return (
    <div
      ref={bar}
      role="toolbar"
      tabIndex={-1}
      aria-label={`Actions for ${ids.size} things`}
      className="arrange"
      onKeyDown={(event) => {
        if (meantKeyOf(event) === 'Escape') selection.select(null)
        else goAlong(event, bar.current)
      }}
    >
      <span className="arrange-count">{ids.size} things</span>
      {groups.map((tools) => (
        <ToolGroup key={tools[0]?.label} tools={tools} ids={ids} />
      ))}
    </div>
  )
}

function ToolGroup({ tools, ids }: { readonly tools: readonly Tool[]; readonly ids: SelectedIds }) {
  const world = useWorld()
  return (
    <>
      <i className="arrange-rule" aria-hidden="true" />
      {tools.map(({ label, icon: Icon, run, keys, least = 2 }) => (
        <IconButton
          key={label}
          label={label}
          disabled={ids.size < least}
          onClick={() => run(world, ids)}
          {...(keys !== undefined && { keys })}
        >
          <Icon size={17} aria-hidden="true" />
        </IconButton>
      ))}
    </>
  )
}

/** Left and right go along the tools. */
function goAlong(event: KeyboardEvent, bar: HTMLElement | null): void {
  const step = meantKeyOf(event) === 'ArrowRight' ? 1 : meantKeyOf(event) === 'ArrowLeft' ? -1 : 0
  if (step === 0 || !bar) return
  const tools = [...bar.querySelectorAll<HTMLElement>('button:not(:disabled)')]
  const at = tools.findIndex((tool) => tool === document.activeElement)
  tools[(at + step + tools.length) % tools.length]?.focus()
  event.preventDefault()
}
