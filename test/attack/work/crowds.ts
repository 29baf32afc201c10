// Acts of people and programs in a world that cost more than they look: long ways, piles and crowds. Each
// with its cost when it was found. A program lives until it was seen at work, and is taken off its page then.
import * as Y from 'yjs'
import type { Action } from '../../../shared/play/acts/action.ts'
import { actionFrame } from '../../../shared/wire/frames/action-frames.ts'
import { liveAvatars } from '../../../shared/world/live/live-document.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { until } from '../../process.ts'
import { id } from '../../unit/world/made.ts'
import type { Attack } from './attacks.ts'
import type { Target } from './watched-node.ts'
import { put, type Thing } from './things.ts'

const FAR = 9_999_000

/** A world of things, some of which have programs; until so many updates of its events were heard. */
async function plays(target: Target, things: readonly Thing[], updates: number): Promise<void> {
  const line = await target.line(await target.world())
  await line.edit((doc) => {
    for (const [at, thing] of things.entries()) put(doc, `thing${at}`, thing)
  })
  const live = await target.line(`${line.path}/live`)
  await live.hears(updates)
  await line.edit((doc) => {
    for (const [at, { code }] of things.entries())
      if (code !== undefined) textOf(doc, id(`thing${at}`))?.delete(0, 3)
  })
  live.leave()
  line.leave()
}

const many = (count: number, thing: (at: number) => Thing): Thing[] =>
  Array.from({ length: count }, (_, at) => thing(at))
const spread = (at: number): Thing => ({ x: (at % 18) * 50, y: 200 + Math.floor(at / 18) * 50 })
const piled = (at: number): Thing => ({ x: 300 + (at % 150), y: 2_000 + Math.floor(at / 150) })

/**
 * A program that does something with `own` things of its world, twice a second: its share of those after the
 * first `programs`.
 */
function moves(at: number, programs: number, own: number, act: string): string {
  const ids = Array.from({ length: own }, (_, nth) => id(`thing${programs + at * own + nth}`))
  return `const things = ${JSON.stringify(ids)}.flatMap((id) => find({ id }))
let n = 0
every(0.5, () => { for (const t of things) { n += 1; ${act} } })`
}

/** Some things with programs, each of which moves twenty of the others. */
const moved = (programs: number, others: number, act: string, other: (at: number) => Thing): Thing[] => [
  ...many(programs, (at) => ({ ...spread(at), code: moves(at, programs, 20, act) })),
  ...many(others, other),
]

const CHANGED = 60
const changing = (at: number): Thing => ({
  ...spread(at),
  code: moves(
    at,
    40,
    CHANGED,
    'set(t, { name: "t" + n, width: 40 + (n % 9), height: 40 + (n % 8), weight: n % 99 })',
  ),
})

/** Somebody who comes in, and walks to and fro. */
async function visits(target: Target, ways: number): Promise<void> {
  const line = await target.line(`${await target.world()}/live`)
  let sequence = 0
  const act = (action: Action): void => {
    sequence += 1
    line.send(actionFrame(sequence, { session: 'someone', action }))
  }
  const walks = (): readonly unknown[] =>
    [...(liveAvatars(line.doc)?.values() ?? [])].map((avatar) =>
      avatar instanceof Y.Map ? avatar.get('walk') : null,
    )
  act({ verb: 'visit' })
  await until('somebody is there', () => walks().length > 0)
  for (let way = 0; way < ways; way += 1) {
    const before = JSON.stringify(walks())
    act({ verb: 'walk', to: { x: way % 2 === 0 ? 0 : 900, y: FAR - way } })
    await until('they walk', () => JSON.stringify(walks()) !== before)
  }
  line.leave()
}

export const CROWDS: readonly Attack[] = [
  {
    // 1 s each, of anybody who may visit.
    name: 'ways down all of a floor, of a visitor',
    send: (target) => visits(target, 30),
  },
  {
    // The same for ever.
    name: 'ways down all of a floor, of four things',
    send: (target) =>
      plays(
        target,
        many(5, (at) => ({
          ...spread(at),
          ...(at < 4 && { code: `every(0.05, () => moveTo(self, ${at * 90}, ${FAR}))` }),
        })),
        8,
      ),
  },
  {
    // 1 s for each that begins to walk, once there are some hundred.
    name: 'a crowd whose ways all cross',
    send: (target) =>
      plays(
        target,
        moved(40, 800, `moveTo(t, Math.random() * 900, Math.random() * ${FAR})`, (at) => spread(at + 100)),
        10,
      ),
  },
  {
    // 2 s for each that is to stand there.
    name: 'a pile in which room is looked for',
    send: (target) => plays(target, moved(20, 3_000, 'fitAt(t, 300 + 150 * Math.random(), 2010)', piled), 8),
  },
  {
    // 4 s, since things as large as a floor are in the way.
    name: 'huge things on each other',
    send: (target) =>
      plays(
        target,
        moved(20, 2_000, 'fitAt(t, 400, 2000); moveBy(t, 9, 4000)', (at) => ({
          x: at % 900,
          y: 200 + at,
          look: [
            ['width', 1_880],
            ['height', 1_880],
          ],
        })),
        8,
      ),
  },
  {
    // 1.2 s for all that they changed at once.
    name: 'programs that all change all',
    send: (target) => plays(target, [...many(40, changing), ...many(40 * CHANGED, spread)], 8),
  },
  {
    // As long as all of their slices together.
    name: 'busy programs in six worlds',
    send: (target) =>
      Promise.all(
        many(6, spread).map(() =>
          plays(target, moved(20, 400, 'set(t, { name: "thing " + n }); moveBy(t, 40, 0)', spread), 8),
        ),
      ),
  },
]
