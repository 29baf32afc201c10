// Commands that put what is selected in order: moved by a step, made larger, in line, in front of others.
import type { Alignment } from '../../../world/edits/align.ts'
import type { Axis } from '../../../world/geometry/snap-lines.ts'
import type { Shift } from '../../../world/edits/layers.ts'
import {
  alignAll,
  distributeAll,
  growAll,
  nudgeAll,
  shiftAll,
  sizeAll,
} from '../../../world/edits/selected-edits.ts'
import { runs, type Command, type Context } from '../../../world/commands/command-types.ts'
import { SHORTCUTS } from '../../../device/shortcuts.ts'

const hasSome = ({ selected }: Context): boolean => selected.length > 0
const hasMany = ({ selected }: Context): boolean => selected.length > 1
const STEP = 8

const NUDGES = [
  { id: 'left', title: 'Move left', by: { x: -STEP, y: 0 }, keys: SHORTCUTS.moveLeft },
  { id: 'right', title: 'Move right', by: { x: STEP, y: 0 }, keys: SHORTCUTS.moveRight },
  { id: 'up', title: 'Move up', by: { x: 0, y: -STEP }, keys: SHORTCUTS.moveUp },
  { id: 'down', title: 'Move down', by: { x: 0, y: STEP }, keys: SHORTCUTS.moveDown },
] as const

const SIZES = [
  { id: 'wider', title: 'Make wider', by: { x: STEP, y: 0 }, keys: SHORTCUTS.wider },
  { id: 'narrower', title: 'Make narrower', by: { x: -STEP, y: 0 }, keys: SHORTCUTS.narrower },
  { id: 'higher', title: 'Make taller', by: { x: 0, y: STEP }, keys: SHORTCUTS.higher },
  { id: 'lower', title: 'Make shorter', by: { x: 0, y: -STEP }, keys: SHORTCUTS.lower },
] as const

const ALIGNMENTS: readonly { readonly to: Alignment; readonly title: string }[] = [
  { to: 'left', title: 'Align left edges' },
  { to: 'centre', title: 'Align centres, top to bottom' },
  { to: 'right', title: 'Align right edges' },
  { to: 'top', title: 'Align top edges' },
  { to: 'middle', title: 'Align middles, side by side' },
  { to: 'bottom', title: 'Align bottom edges' },
]

const AXES: readonly { readonly axis: Axis; readonly title: string }[] = [
  { axis: 'x', title: 'Distribute across' },
  { axis: 'y', title: 'Distribute down' },
]

const SHIFTS: readonly {
  readonly shift: Shift
  readonly title: string
  readonly keys: readonly string[]
}[] = [
  { shift: 'front', title: 'Bring to the front', keys: SHORTCUTS.toFront },
  { shift: 'forward', title: 'Bring forward', keys: SHORTCUTS.forward },
  { shift: 'backward', title: 'Send backward', keys: SHORTCUTS.backward },
  { shift: 'back', title: 'Send to the back', keys: SHORTCUTS.toBack },
]

export const ARRANGING: readonly Command[] = [
  ...NUDGES.map(({ id, title, by, keys }): Command => ({
    id: `move-${id}`,
    title,
    group: 'Selected things',
    keys,
    keysOf: 'thing',
    words: 'nudge arrow',
    when: hasSome,
    does: runs(({ world, selected }) => nudgeAll(world, selected, by)),
  })),
  ...SIZES.map(({ id, title, by, keys }): Command => ({
    id: `make-${id}`,
    title,
    group: 'Selected things',
    keys,
    keysOf: 'thing',
    words: 'resize size larger smaller width height',
    when: hasSome,
    does: runs(({ world, selected }) => growAll(world, selected, by)),
  })),
  ...ALIGNMENTS.map(({ to, title }): Command => ({
    id: `align-${to}`,
    title,
    group: 'Selected things',
    words: 'arrange line',
    when: hasMany,
    does: runs(({ world, selected }) => alignAll(world, selected, to)),
  })),
  ...AXES.map(({ axis, title }): Command => ({
    id: `distribute-${axis}`,
    title,
    group: 'Selected things',
    words: 'arrange space equal gaps',
    when: ({ selected }) => selected.length > 2,
    does: runs(({ world, selected }) => distributeAll(world, selected, axis)),
  })),
  {
    id: 'same-size',
    title: 'Make all the same size',
    group: 'Selected things',
    words: 'resize equal',
    when: hasMany,
    does: runs(({ world, selected }) => sizeAll(world, selected)),
  },
  ...SHIFTS.map(({ shift, title, keys }): Command => ({
    id: `order-${shift}`,
    title,
    group: 'Selected things',
    keys,
    keysOf: 'thing',
    words: 'layer order above below over under',
    when: hasSome,
    does: runs(({ world, selected }) => shiftAll(world, selected, shift)),
  })),
]
