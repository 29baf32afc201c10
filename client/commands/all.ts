// Every command there is: what the palette offers, what keys do, and what the list of keys shows.
import { ARRANGING } from './arranging.ts'
import { BY_HANDS } from './by-hand.ts'
import { CARRYING } from './carrying.ts'
import type { Command } from './command.ts'
import { GOING } from './going.ts'
import { MAKING } from './making.ts'
import { PORTALS } from './portals.ts'
import { PLAYING } from './playing.ts'
import { SELECTED } from './selected.ts'
import { SHOWING } from './showing.ts'
import { WALKING } from './walking.ts'
import { WORLD } from './world-commands.ts'
import { WRITING } from './writing.ts'

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
