// An action happens whole and once: it is sent one to five times, and the power fails at any step of it, in a
// simulated time and on a simulated disk. At every moment the disk has all that an action does, or nothing of
// it.
import { expect, test } from 'vitest'
import { memoryOf } from '../../../shared/world/live/live-state.ts'
import { World } from '../../unit/play/world.ts'
import { id } from '../../unit/world/made.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../random.ts'
import { settle } from '../time.ts'
import { roundsOr } from '../../support/rounds.ts'
import { IS_HARD } from '../../hard.ts'

const RUNS = IS_HARD ? roundsOr(3_000) : 8
const ACTIONS = 3
/**
 * An action is done within so many turns of the event loop; the power fails before, between and after them.
 */
const TURNS = 12
/** Each of those lets so many ms pass. */
const TURN_MS = 6

/** Does four things at once: remembers, moves, is another, and makes something, which does nothing itself. */
const LAMP = `
on('use', () => {
  memory.used = (memory.used ?? 0) + 1
  set(self, { name: 'lamp ' + memory.used, width: 20 + memory.used })
  teleport(self, 100 * memory.used, 0, host)
  create({ name: 'spark', x: 100 * memory.used, y: 300 })
})`

/** Sees on the disk, after each write, that the lamp has done its four things equally often. */
class Watched extends World {
  writes = 0
  halves: string[] = []

  look(): void {
    this.writes += 1
    const lamp = this.view.artifact(id('lamp'))
    const used = Number(this.memory('lamp')['used'] ?? 0)
    const sparks = [...this.view.artifacts()].filter(({ name }) => name === 'spark').length
    const done = [lamp?.name, lamp?.look.width, lamp?.place?.x, sparks].join()
    const whole = [used === 0 ? 'lamp' : `lamp ${used}`, used === 0 ? 40 : 20 + used, 100 * used, used].join()
    if (done !== whole) this.halves.push(`${done}, not ${whole}`)
  }
}

async function begin(): Promise<Watched> {
  const world = new Watched()
  world.put('lamp', { code: LAMP })
  await world.begin()
  world.stored.on('update', () => world.look())
  return world
}

/**
 * Sends an action, and sends it again until it is answered; the power may fail after some turns of each
 * sending.
 */
async function sendUntilDone(world: Watched, random: Random, sequence: number): Promise<number> {
  const sendings = 1 + random.below(5)
  let deaths = 0
  for (let sending = 1; sending < sendings; sending += 1) {
    const asked = world.play?.act({
      session: 'ada',
      sequence,
      action: { verb: 'use', thing: id('lamp') },
      person: 'Ada',
    })
    for (let turn = random.below(TURNS); turn > 0; turn -= 1) {
      await settle()
      await world.time.pass(TURN_MS)
    }
    if (random.below(3) === 0) {
      expect(await Promise.race([asked, settle().then(() => null)])).toSatisfy(
        (outcome: { ok: boolean } | null) => outcome === null || outcome.ok,
      )
      continue
    }
    world.die()
    deaths += 1
    await world.pass(random.below(100))
    await world.begin()
  }
  const outcome = await world.ask({ verb: 'use', thing: id('lamp') }, 'ada', sequence)
  expect(outcome.ok).toBe(true)
  return deaths
}

async function run(seed: number): Promise<{ readonly deaths: number; readonly writes: number }> {
  const random = seededRandom(seed)
  const world = await begin()
  let deaths = 0
  for (let sequence = 1; sequence <= ACTIONS; sequence += 1) {
    deaths += await sendUntilDone(world, random, sequence)
    expect(memoryOf(world.stored, id('lamp'))['used'], `seed ${seed}, action ${sequence}`).toBe(sequence)
  }
  world.look()
  expect(world.halves, `seed ${seed}`).toEqual([])
  expect(world.failures, `seed ${seed}`).toEqual([])
  world.die()
  world.view.destroy()
  return { deaths, writes: world.writes }
}

test(
  '[O3] an action that is sent one to five times, with the power failing at any step, is done whole and once',
  { timeout: 60_000 + RUNS * 500 },
  async () => {
    const first = seedFromEnvironment()
    let [deaths, writes] = [0, 0]
    for (let seed = first; seed < first + RUNS; seed += 1) {
      const ran = await run(seed)
      deaths += ran.deaths
      writes += ran.writes
    }
    console.log(
      `${RUNS} runs of ${ACTIONS} actions: ${deaths} power failures, ${writes} writes, 0 halves, 0 doubles (from seed ${first})`,
    )
    expect(deaths).toBeGreaterThan(RUNS / 2)
  },
)
