// Commands that go somewhere: in and out of things, to a thing, to the other worlds.
import { ACCOUNT, HOME, REFERENCE, go } from '../../../navigation/route.ts'
import { reveal, showFloor } from '../../../world/reveal.ts'
import { runs, type Command, type Context } from '../../../world/commands/command-types.ts'
import { openPalette } from '../../../world/commands/overlay.ts'
import { SHORTCUTS } from '../../../device/shortcuts.ts'

/** The one thing that is selected, and stands on a floor. */
function only({ selected, world }: Context) {
  const [id] = selected
  if (id === undefined || selected.length !== 1) return null
  const host = world.view.artifact(id)?.host ?? null
  return host === null ? null : id
}

const isInside = ({ world, floor }: Context): boolean => floor !== world.view.root

function goOut({ world, viewport, floor }: Context): void {
  reveal({ world, viewport, floor }, floor)
}

export const GOING: readonly Command[] = [
  {
    id: 'find',
    title: 'Find anything',
    group: 'Go',
    keys: SHORTCUTS.find,
    inText: true,
    words: 'search command palette',
    does: runs(() => openPalette()),
  },
  {
    id: 'go-in',
    title: 'Go in',
    group: 'Go',
    mode: 'write',
    keys: SHORTCUTS.goIn,
    words: 'enter open floor inside',
    when: (context) => only(context) !== null,
    does: runs((context) => {
      const id = only(context)
      if (id === null) return
      context.world.selection.select(null)
      showFloor(context.world, id)
    }),
  },
  {
    id: 'go-out',
    title: 'Go out',
    group: 'Go',
    mode: 'write',
    keys: SHORTCUTS.goOut,
    inText: true,
    words: 'leave up back',
    when: isInside,
    does: runs(goOut),
  },
  {
    id: 'go-root',
    title: 'Go to the world’s main floor',
    group: 'Go',
    mode: 'write',
    words: 'root top home start',
    when: isInside,
    does: runs(({ world, viewport, floor }) => {
      if (world.view.root !== null) reveal({ world, viewport, floor }, world.view.root)
    }),
  },
  {
    id: 'go-to-selected',
    title: 'Go to the selection',
    group: 'Go',
    mode: 'write',
    words: 'scroll show jump',
    when: (context) => only(context) !== null,
    does: runs((context) => {
      const id = only(context)
      if (id !== null) reveal(context, id)
    }),
  },
  {
    id: 'go-worlds',
    title: 'Go to all worlds',
    group: 'Go',
    words: 'home list leave',
    does: runs(() => go(HOME)),
  },
  {
    id: 'go-account',
    title: 'Your account',
    group: 'Go',
    words: 'profile me name look password sessions sign out log out',
    does: runs(() => go(ACCOUNT)),
  },
  {
    id: 'go-reference',
    title: 'What code can do',
    group: 'Go',
    words: 'reference help api documentation javascript',
    does: runs(() => {
      window.open(REFERENCE, '_blank', 'noreferrer')
    }),
  },
]
