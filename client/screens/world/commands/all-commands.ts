// Every command: for the palette, the keys, and the list of keys.
import { ARRANGING } from './arranging-commands.ts'
import { BY_HANDS } from './by-hand.ts'
import { CARRYING } from './carrying-commands.ts'
import type { Command } from '../../../world/commands/command-types.ts'
import { GOING } from './going-commands.ts'
import { MAKING } from './making-commands.ts'
import { PORTALS } from './portal-commands.ts'
import { PLAYING } from './play-commands.ts'
import { SELECTED } from './selection-commands.ts'
import { SHOWING } from './panel-commands.ts'
import { WALKING } from './walk-commands.ts'
import { WORLD } from './world-commands.ts'
import { WRITING } from './page-commands.ts'

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

export const allCommands = (): readonly Command[] => ALL
