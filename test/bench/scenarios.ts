// All scenarios, in the order in which they run.
import type { Scenario } from './scenario.ts'
import { acting } from './scenarios/acting.ts'
import { editor } from './scenarios/editor.ts'
import { editing } from './scenarios/editing.ts'
import { events } from './scenarios/events.ts'
import { documents, fanOut100, fanOut500, writers } from './scenarios/flood.ts'
import { inSight } from './scenarios/in-sight.ts'
import { joining } from './scenarios/joining.ts'
import { killing } from './scenarios/killing.ts'
import { living } from './scenarios/living.ts'
import { memory } from './scenarios/memory.ts'
import { opening } from './scenarios/opening.ts'
import { paced, pacedPassed, pacedStores } from './scenarios/paced.ts'
import { players, playersInRooms } from './scenarios/players.ts'
import { processes } from './scenarios/processes.ts'
import { reconnecting } from './scenarios/reconnecting.ts'
import { runaway } from './scenarios/runaway.ts'
import { showing } from './scenarios/showing.ts'
import { using } from './scenarios/using.ts'
import { worlds } from './scenarios/worlds.ts'

export const scenarios: readonly Scenario[] = [
  fanOut100,
  fanOut500,
  documents,
  writers,
  paced,
  pacedStores,
  pacedPassed,
  ...processes,
  opening,
  joining,
  editing,
  reconnecting,
  memory,
  worlds,
  killing,
  showing,
  editor,
  living,
  events,
  acting,
  using,
  players,
  playersInRooms,
  inSight,
  runaway,
]
