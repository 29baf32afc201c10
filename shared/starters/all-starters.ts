// The things that come with the program, to begin with and to learn from: each is a page like any other.
import { cat } from './cat.ts'
import { chest } from './chest.ts'
import { clock } from './clock.ts'
import { dice } from './dice.ts'
import { door } from './door.ts'
import { lamp } from './lamp.ts'
import { maze } from './maze.ts'
import { music } from './music.ts'
import { poll } from './poll.ts'
import { portal } from './portal.ts'
import { shopkeeper } from './shopkeeper.ts'
import { sign } from './sign.ts'
import type { Starter } from './starter.ts'

export type { Starter } from './starter.ts'

/** In the order of the palette. */
export const STARTERS: readonly Starter[] = [
  door,
  sign,
  lamp,
  cat,
  chest,
  dice,
  poll,
  music,
  portal,
  shopkeeper,
  clock,
  maze,
]
