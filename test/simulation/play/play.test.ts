// Worlds that are played through possible events, from a seed: people edit, act and send twice, programs
// walk, make, break and store, the power fails, the play begins again. The promises hold in every one of
// them.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { moveArtifact, sendToLimbo, bringBack } from '../../../shared/world/edits/place-edits.ts'
import { insertText } from '../../../shared/world/edits/text-edits.ts'
import { memoryOf, outcomeOf } from '../../../shared/world/live/live-state.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { pageWith, World } from '../../unit/play/world.ts'
import { id } from '../../unit/world/made.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../random.ts'
import { roundsOr } from '../../support/rounds.ts'
import { IS_HARD } from '../../hard.ts'

const SEEDS = IS_HARD ? roundsOr(200) : 1
const STEPS = 60

const CODES = [
  `on('use', () => { memory.used = (memory.used ?? 0) + 1 })`,
  `on('use', () => { memory.used = (memory.used ?? 0) + 1; moveBy(memory.used % 2 ? 90 : -90, 30) }); on('collide', { role: 'subject' }, () => turn('up'))`,
  `on('use', async () => { memory.used = (memory.used ?? 0) + 1; const made = await create({ name: 'toy' }); if (made && memory.used % 3 === 0) destroy(made) })`,
  `every(2, ({ missed }) => { memory.beats = (memory.beats ?? 0) + 1 + missed }); on('use', () => { memory.used = (memory.used ?? 0) + 1; say('hm ' + memory.used) })`,
  `on('use', () => { memory.used = (memory.used ?? 0) + 1; text().insert(1, 'used ' + memory.used) }); on('hear', { role: 'observer' }, () => push(next('right')))`,
]

interface Run {
  readonly world: World
  /** How often each thing was used with success, by people's outcomes. */
  readonly used: Map<string, number>
}

async function play(seed: number): Promise<Run> {
  const random = seededRandom(seed)
  const world = new World()
  const used = new Map<string, number>()
  for (let n = 0; n < 8; n += 1) {
    world.put(`t${n}`, { x: 110 * n, y: 0, text: pageWith(CODES[n % CODES.length] ?? '') })
  }
  await world.begin()
  for (let step = 0; step < STEPS; step += 1) await act(world, random, used, step)
  await world.pass(20_000)
  await world.stop()
  return { world, used }
}

async function act(world: World, random: Random, used: Map<string, number>, step: number): Promise<void> {
  const name = `t${random.below(8)}`
  const { below } = random
  switch (below(9)) {
    case 0:
      world.done(moveArtifact(world.edit, id(name), { host: id('root'), x: below(800), y: below(600) }))
      break
    case 1:
      world.done(insertText(world.edit, id(name), 0, 'A line.\n'))
      break
    case 2:
      if (world.thing(name).host === 'limbo') world.done(bringBack(world.edit, id(name)))
      else if (below(3) === 0) world.done(sendToLimbo(world.edit, id(name)))
      break
    case 3:
      await world.stop()
      await world.pass(below(5000))
      await world.begin()
      break
    case 4:
      await dieWhileUsing(world, name, below(120), used, step)
      break
    default:
      await useSomeTimes(world, name, 1 + below(3), used, step)
  }
  await world.pass(below(400))
}

/** The power fails at some moment while an action is under way; its sender sends it again. */
async function dieWhileUsing(
  world: World,
  name: string,
  ms: number,
  used: Map<string, number>,
  step: number,
): Promise<void> {
  const action = { verb: 'use', thing: id(name) } as const
  void world.play?.act({ session: 'people', sequence: step, action, person: 'Ada' })
  // Not even what was given to the disk has to be there yet.
  await (ms % 2 === 0 ? world.time.pass(ms) : world.pass(ms))
  world.die()
  await world.pass(ms * 20)
  await world.begin()
  await useSomeTimes(world, name, 2, used, step)
}

/** Sends one action once or more often; counts it once when it is told to be done. */
async function useSomeTimes(
  world: World,
  name: string,
  times: number,
  used: Map<string, number>,
  step: number,
): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const outcome = await world.ask({ verb: 'use', thing: id(name) }, 'people', step)
    expect(outcomeOf(world.stored, 'people')).toMatchObject({ sequence: step, outcome })
    if (outcome.ok && time === 0) used.set(name, (used.get(name) ?? 0) + 1)
  }
}

async function doesEachOnce(seed: number): Promise<void> {
  const { world, used } = await play(seed)
  expect(world.failures, `seed ${seed}`).toEqual([])
  for (const [name, count] of used) {
    expect(memoryOf(world.stored, id(name))['used'], `seed ${seed}: ${name}`).toBe(count)
  }
}

test(
  'every action that was told done is done exactly once, through edits, restarts and power failures',
  { timeout: 60_000 + SEEDS * 10_000 },
  async () => {
    const first = seedFromEnvironment()
    for (let seed = first; seed < first + SEEDS; seed += 1) await doesEachOnce(seed)
    console.log(`${SEEDS} worlds of ${STEPS} steps, from seed ${first}`)
  },
)

test('a thing that was just brought back hears what is done to it (seed 3365232156)', () =>
  doesEachOnce(3365232156))

const SEED = seedFromEnvironment()
let played: Promise<Run> | null = null

/** One seed, for the tests that only look at what it gave. */
const playOnce = (): Promise<Run> => (played ??= play(SEED))

test.runIf(IS_HARD)(
  'the same seed plays the same world, to the byte of what is remembered and where things stand',
  async () => {
    const runs = [await playOnce(), await play(SEED)]
    const [told, again] = runs.map(({ world }) => ({
      things: [...world.view.artifacts()]
        .map((thing) => ({ ...thing, live: [...thing.live] }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
      memory: Array.from({ length: 8 }, (_, n) => world.memory(`t${n}`)),
      logs: world.logs,
      commits: world.commits.length,
    }))
    expect(again).toEqual(told)
  },
)

test('whoever has the two documents sees the same world as the one who follows them', async () => {
  const { world } = await playOnce()
  const scene = new Y.Doc()
  const live = new Y.Doc()
  Y.applyUpdate(live, Y.encodeStateAsUpdate(world.stored))
  Y.applyUpdate(scene, Y.encodeStateAsUpdate(world.scene))
  const view = createView(scene, live)
  const all = (from: typeof view) => [...from.artifacts()].sort((a, b) => (a.id < b.id ? -1 : 1))
  expect(all(view)).toEqual(all(world.view))
})
