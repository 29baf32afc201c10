// From world to world, with the power failing at every step: somebody, and each thing that they carry, is in one world, at every
// moment, and the record says which.
import { expect, test } from 'vitest'
import type { Action } from '../../shared/play/action.ts'
import { CrossingNode, otherThan, PEOPLE, type Person } from './crossing-node.ts'
import { seededRandom, seedFromEnvironment, type Random } from './random.ts'

const SEEDS = process.env['INKLAND_HARD'] === undefined ? 200 : 10_000
/** So many power failures a node goes through, one for each seed. */
const PER_NODE = 25
/** A crossing is stored within so many ms, each of which is a step. */
const STEPS_MS = 60

interface Sent {
  readonly person: Person
  readonly sequence: number
  readonly at: string
  readonly action: Action
}

async function choose(node: CrossingNode, random: Random, person: Person, sequence: number): Promise<Sent> {
  const at = await node.where(person)
  const { held, free } = await node.reach(person)
  const other = otherThan(at)
  const portal = free.find(({ name }) => name === 'portal')
  const thing = free[random.below(free.length)]
  const sent = (action: Action, where: string = at): Sent => ({ person, sequence, at: where, action })
  switch (random.below(6)) {
    case 0:
      return thing === undefined ? sent({ verb: 'leave' }) : sent({ verb: 'pickUp', thing: thing.id })
    case 1:
      return held.length === 0 ? sent({ verb: 'leave' }) : sent({ verb: 'putDown' })
    case 2:
      return portal === undefined ? sent({ verb: 'visit' }, other) : sent({ verb: 'enter', thing: portal.id })
    default:
      return sent({ verb: 'visit' }, other)
  }
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
  }
  for (const { person, at, action } of asked) {
    if (random.below(2) === 0) await node.ask(person, sequence, at, action)
  }
  expect(await node.wrongs()).toEqual([])
}

test(
  '[X1] wherever the power fails, everybody and everything is in exactly one world, and the record says which',
  { timeout: 60_000 + SEEDS * 100 },
  async () => {
    const first = seedFromEnvironment()
    let [crashes, done] = [0, 0]
    for (let at = first; at < first + SEEDS; at += PER_NODE) {
      const random = seededRandom(at)
      const node = await CrossingNode.make(random)
      for (let n = 0; n < PER_NODE; n += 1) {
        await seed(node, random, 10 + n).catch((error: unknown) => {
          throw new Error(`seed ${at}, step ${n}`, { cause: error })
        })
        done += 1
      }
      crashes += node.crashes
    }
    console.log(
      `${done} crossings of two people: ${crashes} power failures, 0 lost, 0 twice (from seed ${first})`,
    )
    expect(crashes).toBeGreaterThan(SEEDS / 2)
  },
)
