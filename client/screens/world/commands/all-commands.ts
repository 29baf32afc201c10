// Every command: for the palette, the keys, and the list of keys.
import { isFramed } from '../../../api/frame-guest.ts'
import { ARRANGING } from './arranging-commands.ts'
import { CARRYING } from './carrying-commands.ts'
import { BY_HAND, type Command } from '../../../world/commands/command-types.ts'
import { GOING } from './going-commands.ts'
import { MAKING } from './making-commands.ts'
import { PORTALS } from './portal-commands.ts'
import { PLAYING } from './play-commands.ts'
import { SELECTED } from './selection-commands.ts'
import { SHOWING } from './panel-commands.ts'
import { WALKING } from './walk-commands.ts'
import { WORLD } from './world-commands.ts'
import { WRITING } from './page-commands.ts'

/** Gestures and keys on the floor: not commands of the palette, but a part of the list of keys. */
const BY_HANDS: readonly Command[] = [
  hand('add', 'Select', 'Add to or remove from the selection', 'Shift+Click'),
  hand('lasso', 'Select', 'Select everything inside a frame', 'Drag'),
  hand('enter', 'Go', 'Go in', 'Double-click'),
  hand('far', 'Selected things', 'Move by one grid line', 'Shift+ArrowRight'),
  hand('near', 'Selected things', 'Move by one pixel', 'Alt+ArrowRight'),
  hand('free', 'Selected things', 'Move without the grid', 'Alt+Drag'),
  hand('into', 'Selected things', 'Put into another thing', 'Drag onto its middle'),
  hand('zoom', 'View', 'Zoom', 'Mod+Wheel'),
]

const ALL: readonly Command[] = [
  ...GOING,
  ...SELECTED,
  ...CARRYING,
  ...WALKING,
  ...ARRANGING,
  ...MAKING,
  ...WRITING,
  ...SHOWING,
  ...PLAYING,
  ...WORLD,
  ...PORTALS,
  ...BY_HANDS,
]

/** Of no use in a frame of another site: they lead out of the world, or ask who may come into it. */
const OUTSIDE: ReadonlySet<string> = new Set(['go-worlds', 'go-account', 'share', 'own-world'])

export const allCommands = (): readonly Command[] =>
  isFramed ? ALL.filter(({ id }) => !OUTSIDE.has(id)) : ALL

function hand(id: string, group: Command['group'], title: string, keys: string): Command {
  return { id: `hand-${id}`, title, group, keys: [keys], keysOf: 'pointer', does: BY_HAND }
}
