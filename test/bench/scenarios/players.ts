// People who walk and talk, many in one world or in twenty, beside a room of a server that is made for that.
import { runJob } from '../load.ts'
import {
  atMost,
  DISTURBANCE,
  WORK,
  type Figure,
  type Scenario,
  type Target,
  type Trial,
} from '../scenario.ts'
import { COLYSEUS, INKLAND } from '../system.ts'

const FIGURES: readonly Figure[] = [
  { key: 'p50', label: 'half have it within', unit: 'ms', compared: true },
  { key: 'p99', label: '99 of 100 within', unit: 'ms', compared: true },
  { key: 'actions', label: 'they did', unit: 'actions/s' },
  { key: 'traffic', label: 'traffic of a person', unit: 'bytes/s', compared: true },
  { key: 'trafficMost', label: 'most of one', unit: 'bytes/s' },
  { key: 'divergences', label: 'see something else in the end', unit: 'people' },
  { ...WORK, unit: 'us/action' },
  { key: 'serverBusy', label: 'server ran', unit: 'of the time' },
  { key: 'generatorBusy', label: 'load generator ran', unit: 'of the time' },
  DISTURBANCE,
]

const WHAT =
  'Each sets out for another spot every 3 s or so, and says a sentence every 20 s. Measured from the frame that is sent to ' +
  'having it oneself: in Inkland the outcome, which comes after the effect and when it is on disk; in Colyseus the state with ' +
  'one’s leg in it, or one’s own words back. In Inkland 24 things stand in the way of each leg; the Colyseus room ' +
  'looks at nothing and stores nothing. Traffic is all frames, both ways. In the end what each sees is compared with what ' +
  'somebody is given who comes then.'

async function run({ serve, quick }: Trial, crowd: { towns: number; people: number }) {
  const times = quick ? { warmUpMs: 2000, measureMs: 6000 } : { warmUpMs: 5000, measureMs: 20_000 }
  const plan = { ...crowd, ...times, walkMs: 3000, talkMs: 20_000, seed: 1 }
  return { ...(await runJob('players', await serve(), plan)) }
}

/** At most so many times what a server has that is made for it. */
const atMostTimes = (figure: string, value: number): Target => ({
  figure,
  kind: 'at most',
  value,
  times: COLYSEUS,
})
const notLater = (figure: string): Target => atMostTimes(figure, 1)

export const players: Scenario = {
  name: 'players',
  what: `100 people in one world. ${WHAT}`,
  systems: [INKLAND, COLYSEUS],
  figures: FIGURES,
  targets: [
    atMost('p50', 25),
    atMost('p99', 100),
    atMost('traffic', 3000),
    atMost('divergences', 0),
    notLater('p50'),
    notLater('p99'),
    atMostTimes('traffic', 1.2),
    atMostTimes('workPerUpdate', 1.5),
  ],
  run: (trial) => run(trial, { towns: 1, people: 100 }),
}

export const playersInRooms: Scenario = {
  name: 'players-rooms',
  what: `500 people in 20 worlds, 25 in each. ${WHAT}`,
  systems: [INKLAND, COLYSEUS],
  figures: FIGURES,
  targets: [atMost('p99', 150), atMost('divergences', 0), notLater('p99')],
  run: (trial) => run(trial, { towns: 20, people: trial.quick ? 5 : 25 }),
}
