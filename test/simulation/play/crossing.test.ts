// From world to world, with the power failing, or a process dying, at every step: somebody, and each thing
// that they carry, is in one world, at every moment, and the record says which.
import { expect, test } from 'vitest'
import type { Action } from '../../../shared/play/acts/action.ts'
import { CrossingNode, otherThan, PEOPLE, type Person } from './crossing-node.ts'
import { id } from '../../unit/world/made.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../random.ts'
import { roundsOr } from '../../support/rounds.ts'
import { IS_HARD } from '../../hard.ts'

const SEEDS = IS_HARD ? roundsOr(5_000) : 10
/** So many ms apart are the moments at which somebody also opens the other world. */
const APART_MS = IS_HARD ? 1 : 4
/** How many power failures a node goes through, one for each seed. */
const PER_NODE = 20
/** A crossing is stored within so many ms, each of which is a step. */
const STEPS_MS = 60

interface Sent {
  readonly person: Person
  readonly sequence: number
  readonly at: string
  readonly action: Action
}

/** Mostly they go to another world; now and then they take something up before, or put it down. */
async function choose(node: CrossingNode, random: Random, person: Person, sequence: number): Promise<Sent> {
  const at = await node.where(person)
  const sent = (action: Action, where: string = at): Sent => ({ person, sequence, at: where, action })
  const what = random.below(8)
  if (what > 3) return sent({ verb: 'visit' }, otherThan(at))
  if (what === 3) return sent({ verb: 'leave' })
  const { held, free } = await node.reach(person)
  const thing = free[random.below(free.length)]
  if (what === 2 && held.length > 0) return sent({ verb: 'putDown' })
  if (what === 1 && thing !== undefined) return sent({ verb: 'pickUp', thing: thing.id })
  return sent({ verb: 'enter', thing: id('portal') })
}

/** Both people do something at once, and the power fails at some step of it, mostly. */
async function seed(node: CrossingNode, random: Random, sequence: number): Promise<void> {
  const asked = await Promise.all(PEOPLE.map((person) => choose(node, random, person, sequence)))
  for (const { person, at, action } of asked) void node.send(person, sequence, at, action)
  await node.time.pass(random.below(STEPS_MS))
  if (random.below(8) > 0) {
    await node.crash()
    expect(await node.wrongs()).toEqual([])
    await node.boot()
    expect(await node.outdated()).toEqual([])
  }
  for (const { person, at, action } of asked) {
    if (random.below(3) === 0) await node.ask(person, sequence, at, action)
  }
}

test.each([
  [
    '[G8] wherever the power fails, everybody and everything is in exactly one world, and the record says which',
    1,
    SEEDS,
  ],
  ['[L46] likewise wherever one of two processes dies that have a world each', 2, SEEDS],
] as const)('%s', { timeout: 60_000 + SEEDS * 1_000 }, async (_rule, processes, seeds) => {
  const first = seedFromEnvironment()
  let [crashes, done] = [0, 0]
  for (let at = first; at < first + seeds; at += PER_NODE) {
    const random = seededRandom(at)
    const node = await CrossingNode.make(random, processes)
    for (let n = 0; n < PER_NODE; n += 1) {
      await seed(node, random, 10 + n).catch((error: unknown) => {
        throw new Error(`seed ${at}, step ${n}`, { cause: error })
      })
      done += 1
    }
    expect(await node.wrongs(), `seed ${at}`).toEqual([])
    crashes += node.crashes
  }
  console.log(
    `${done} crossings of two people: ${crashes} power failures, 0 lost, 0 twice (from seed ${first})`,
  )
  expect(crashes).toBeGreaterThan(seeds / 2)
})

test('[G8] who goes through a portal and opens the other world in the same moment is there once, with what they hold', async () => {
  const first = seedFromEnvironment()
  for (let ms = 0; ms < STEPS_MS; ms += APART_MS) {
    const node = await CrossingNode.make(seededRandom(first + ms))
    await node.ask('ada', 10, 'ada/garden', { verb: 'pickUp', thing: id('cup') })
    void node.send('ada', 11, 'ada/garden', { verb: 'enter', thing: id('portal') })
    await node.time.pass(ms)
    await node.ask('ada', 12, 'ada/park', { verb: 'visit' })
    const { held } = await node.reach('ada')
    const when = `after ${ms} ms, seed ${first}`
    expect([await node.where('ada'), ...held.map(({ name }) => name)], when).toEqual(['ada/park', 'cup'])
    expect(await node.wrongs(), when).toEqual([])
  }
})
