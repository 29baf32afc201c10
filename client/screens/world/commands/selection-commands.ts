// Commands for the selection: open it, name it, use it, put it elsewhere or away; and for selecting.
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { moveMany } from '../../../../shared/world/edits/batch-edits.ts'
import { editWithNotice, nameThing, use } from '../../../world/context/act.ts'
import { putInto, takeOut } from '../../../world/edits/drop-target.ts'
import { hostsFor } from '../../../world/edits/host-choices.ts'
import { isGroup } from '../../../world/edits/groups.ts'
import {
  boxedOf,
  freeOf,
  groupAll,
  putAllAway,
  selectAllOn,
  ungroupAll,
} from '../../../world/edits/selected-edits.ts'
import { isPinned, pinAll } from '../../../world/edits/pinned.ts'
import { around, boxOnFloor } from '../../../world/geometry/box.ts'
import { reveal } from '../../../world/reveal.ts'
import {
  asks,
  runs,
  type CommandChoice,
  type Command,
  type Context,
  type CommandStep,
} from '../../../world/commands/command-types.ts'
import { quotedInWords } from '../../../words/quoted-names.ts'
import { SHORTCUTS } from '../../../device/shortcuts.ts'
import { nameInWords } from '../../../../shared/world/artifact.ts'

const hasSome = ({ selected }: Context): boolean => selected.length > 0
const hasOne = ({ selected }: Context): boolean => selected.length === 1

/** The selected things that are not in limbo. */
function selectedOnFloors({ world, selected }: Context): readonly ArtifactId[] {
  return selected.filter((id) => {
    const host = world.view.artifact(id)?.host ?? null
    return host !== null && host !== 'limbo'
  })
}

/** Whether something of it can be moved: pinned things cannot. */
const hasLoose = ({ world, selected }: Context): boolean => selected.some((id) => !isPinned(world, id))

export const SELECTED: readonly Command[] = [
  {
    id: 'open',
    title: 'Edit',
    group: 'Selected things',
    keys: SHORTCUTS.open,
    keysOf: 'thing',
    words: 'inspect open page settings properties',
    when: hasOne,
    does: runs(({ world, selected: [id] }) => {
      if (id !== undefined) world.selection.inspect(id)
    }),
  },
  {
    id: 'rename',
    title: 'Rename',
    group: 'Selected things',
    keys: SHORTCUTS.rename,
    keysOf: 'thing',
    words: 'name title call',
    when: hasOne,
    does: asks(askName),
  },
  {
    id: 'use',
    title: 'Use',
    group: 'Selected things',
    keys: SHORTCUTS.use,
    keysOf: 'thing',
    words: 'press switch play',
    when: ({ world, selected: [id], selected }) =>
      selected.length === 1 && id !== undefined && world.programs.canBeUsed(id),
    does: runs(({ world, selected: [id] }) => {
      if (id !== undefined) use(world, id)
    }),
  },
  {
    id: 'put-away',
    title: 'Put away',
    group: 'Selected things',
    keys: SHORTCUTS.putAway,
    keysOf: 'thing',
    words: 'delete remove limbo',
    when: (context) => selectedOnFloors(context).length > 0,
    does: runs((context) => putAllAway(context.world, selectedOnFloors(context))),
  },
  {
    id: 'put-into',
    title: 'Put into…',
    group: 'Selected things',
    words: 'move inside host floor thing',
    when: hasSome,
    does: asks(askHost),
  },
  {
    id: 'take-out',
    title: 'Take out',
    group: 'Selected things',
    words: 'move outside',
    when: (context) => selectedOnFloors(context).length > 0 && context.floor !== context.world.view.root,
    does: runs(({ world, selected }) => {
      takeOut(world, selected)
    }),
  },
  {
    id: 'move-to',
    title: 'Move to…',
    group: 'Selected things',
    words: 'place position coordinates x y',
    when: (context) => selectedOnFloors(context).length > 0,
    does: asks(askSpot),
  },
  {
    id: 'pin',
    title: 'Pin in place',
    group: 'Selected things',
    words: 'lock fix hold',
    when: hasLoose,
    does: runs(({ world, selected }) => pinAll(world, selected, true)),
  },
  {
    id: 'group',
    title: 'Group',
    group: 'Selected things',
    keys: SHORTCUTS.group,
    keysOf: 'thing',
    words: 'together join one',
    when: ({ world, selected }) => selected.length > 1 && !isGroup(world, new Set(selected)),
    does: runs(({ world, selected }) => groupAll(world, selected)),
  },
  {
    id: 'ungroup',
    title: 'Ungroup',
    group: 'Selected things',
    keys: SHORTCUTS.ungroup,
    keysOf: 'thing',
    words: 'apart split',
    when: ({ world, selected }) => selected.some((id) => world.view.artifact(id)?.group != null),
    does: runs(({ world, selected }) => ungroupAll(world, selected)),
  },
  {
    id: 'unpin',
    title: 'Unpin',
    group: 'Selected things',
    words: 'unlock free',
    when: ({ world, selected }) => selected.some((id) => isPinned(world, id)),
    does: runs(({ world, selected }) => pinAll(world, selected, false)),
  },
  {
    id: 'select-all',
    title: 'Select everything on this floor',
    group: 'Select',
    keys: SHORTCUTS.selectAll,
    keysOf: 'thing',
    does: runs(({ world, floor }) => selectAllOn(world, floor)),
  },
  {
    id: 'select-none',
    title: 'Clear selection',
    group: 'Select',
    keys: SHORTCUTS.selectNone,
    keysOf: 'thing',
    inText: 'bare',
    words: 'deselect',
    when: hasSome,
    does: runs(({ world }) => world.selection.select(null)),
  },
]

function askName({ world, selected: [id] }: Context): CommandStep {
  const before = id === undefined ? '' : (world.view.artifact(id)?.name ?? '')
  return {
    prompt: `What should ${quotedInWords(before)} be called?`,
    nothing: 'Enter a name.',
    choices: (typed) =>
      typed.trim() === '' || id === undefined
        ? []
        : [
            {
              id: 'name',
              title: `Rename to “${typed.trim()}”`,
              always: true,
              does: runs(() => {
                void nameThing(world, id, typed)
              }),
            },
          ],
  }
}

/** A pinned thing stays where it is, until somebody unpins it. */
function tellPinned({ world, selected }: Context): CommandStep {
  const [it, is] = selected.length === 1 ? ['it', 'It is'] : ['them', 'They are']
  const unpin: CommandChoice = {
    id: 'unpin',
    title: `Unpin ${it}`,
    always: true,
    does: runs(() => pinAll(world, selected, false)),
  }
  return { prompt: `${is} pinned.`, nothing: '', choices: () => [unpin] }
}

/** Where to put what is selected. */
function askHost(context: Context): CommandStep {
  if (!hasLoose(context)) return tellPinned(context)
  const { world, selected } = context
  const { view } = world
  const hosts = hostsFor(world, selected).flatMap((id): CommandChoice[] => {
    const artifact = view.artifact(id)
    if (artifact === null) return []
    const { name, look, host } = artifact
    const isRoot = id === view.root
    return [
      {
        id,
        title: isRoot ? view.title : name,
        note: isRoot ? 'the world’s main floor' : noteOf(context, host),
        icon: isRoot ? 'page' : { sprite: look.sprite },
        does: runs(() => {
          putInto(world, selected, id)
        }),
      },
    ]
  })
  return { prompt: 'Into what?', nothing: 'Nothing here has that name.', choices: () => hosts }
}

/** The thing around a thing. */
export function noteOf({ world: { view } }: Context, host: ArtifactId | 'limbo' | null): string {
  if (host === 'limbo') return 'in limbo'
  if (host === null || host === view.root) return ''
  return `in ${nameInWords(view.artifact(host)?.name ?? '')}`
}

function askSpot(context: Context): CommandStep {
  if (!hasLoose(context)) return tellPinned(context)
  const { world, viewport, floor } = context
  const things = freeOf(world, selectedOnFloors(context))
  const boxes = boxedOf(things)
  const all = around(boxes)
  return {
    prompt: 'Where to? How far from the left and from the top?',
    nothing: 'Enter two numbers, such as 320 200.',
    choices(typed) {
      const found = /^\s*(-?\d{1,8})[\s,;x]+(-?\d{1,8})\s*$/.exec(typed)
      if (!found || !all) return []
      const to = boxOnFloor({ ...all, x: Number(found[1]), y: Number(found[2]) })
      const moves = boxes.map((box) => ({ ...box, x: box.x + to.x - all.x, y: box.y + to.y - all.y }))
      return [
        {
          id: 'move',
          title: `Move to ${to.x}, ${to.y}`,
          always: true,
          does: runs(() => {
            const [first] = boxes
            if (editWithNotice(world, (edit) => moveMany(edit, moves)) && first && boxes.length === 1)
              reveal({ world, viewport, floor }, first.id)
          }),
        },
      ]
    },
  }
}
