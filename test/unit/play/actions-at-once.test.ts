// Uses that somebody asks for without waiting for the outcome of the last: their program is given them in one
// go, as long as it only remembers something. Otherwise each is begun when the one before is done.
import { afterEach, expect, test } from 'vitest'
import type { Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import { memoryOf, outcomeOf } from '../../../shared/world/live/live-state.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { id } from '../world/made.ts'
import { scriptedSandbox } from './programs/scripted-sandbox.ts'
import { World } from './world.ts'

let world = new World()
let jobs: number[] = []
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
  jobs = []
})

const COUNTER = `on('use', () => { memory.used = (memory.used ?? 0) + 1 })`
const use = { verb: 'use', thing: id('thing') } as const
const uses = (times: number): readonly Action[] => Array.from({ length: times }, () => use)
const DONE: Outcome = { ok: true, why: null }

/** Notes how many events programs are given in each job. */
function counted(sandbox: Sandbox): Sandbox {
  return {
    ...sandbox,
    run(given) {
      for (const { deliveries } of given) {
        const events = deliveries.filter(({ type }) => type === 'event').length
        if (events > 0) jobs.push(events)
      }
      return sandbox.run(given)
    },
  }
}

/** Asks for all of it at once; the outcomes, in the order in which they came. */
async function askAll(actions: readonly Action[], session = 'one'): Promise<[number, Outcome][]> {
  const came: [number, Outcome][] = []
  for (const [nth, action] of actions.entries()) {
    const asked = world.play?.act({ session, sequence: nth + 1, action, person: 'Ada' })
    void asked?.then((outcome) => came.push([nth + 1, outcome]))
  }
  await world.pass(2_000)
  return came
}

test('[O10] uses that are asked for at once come to a program that counts in one job, and each has its outcome', async () => {
  world.put('thing', { code: COUNTER })
  await world.begin({ sandbox: counted(world.sandbox()) })
  expect(await askAll(uses(8))).toEqual(uses(8).map((_, nth) => [nth + 1, DONE]))
  expect(jobs).toEqual([8])
  expect(world.memory('thing')).toEqual({ used: 8 })
})

test('[O10] a program finds the world as its last use left it, however fast it is used', async () => {
  const code = `on('use', () => {
  const before = find({ name: 'spark' }).length
  log(before)
  create({ name: 'spark', x: 200 + 100 * before, y: 300 })
})`
  world.put('thing', { code })
  await world.begin({ sandbox: counted(world.sandbox()) })
  expect(await askAll(uses(4))).toEqual(uses(4).map((_, nth) => [nth + 1, DONE]))
  expect(world.logs).toEqual([0, 1, 2, 3].map((before) => `thing: ${before}`))
})

test('[O10] one that fails takes no other along', async () => {
  const code = `let calls = 0
on('use', () => {
  calls += 1
  memory.used = (memory.used ?? 0) + 1
  if (calls === 3) throw new Error('no')
})`
  world.put('thing', { code })
  await world.begin({ sandbox: counted(world.sandbox()) })
  expect(await askAll(uses(8))).toEqual(uses(8).map((_, nth) => [nth + 1, DONE]))
  expect(world.memory('thing')).toEqual({ used: 7 })
  expect(world.faults('thing')).toHaveLength(1)
})

test('[O10] what is not possible any more after the use before is refused', async () => {
  const code = `on('use', () => { memory.used = (memory.used ?? 0) + 1; if (memory.used === 3) destroy(self) })`
  world.put('maker', {
    code: `create({ name: 'made', x: 200, text: '\`\`\`js\\n' + ${JSON.stringify(code)} + '\\n\`\`\`' })`,
  })
  await world.begin()
  await world.pass(1_000)
  const made = [...world.view.artifacts()].find(({ name }) => name === 'made')
  if (made === undefined) throw new Error('nothing was made')
  const came = await askAll(Array.from({ length: 5 }, () => ({ verb: 'use', thing: made.id }) as const))
  expect(came.map(([, { ok }]) => ok)).toEqual([true, true, true, false, false])
})

test('[O10] something else in between is done in between', async () => {
  world.put('thing', { code: COUNTER })
  world.put('other', { x: 200, code: COUNTER })
  await world.begin({ sandbox: counted(world.sandbox()) })
  const other = { verb: 'use', thing: id('other') } as const
  const came = await askAll([use, use, other, use, use])
  expect(came.map(([sequence]) => sequence)).toEqual([1, 2, 3, 4, 5])
  expect(jobs).toEqual([2, 1, 2])
  expect([world.memory('thing'), world.memory('other')]).toEqual([{ used: 4 }, { used: 1 }])
})

test('[O10] uses that are lost with their program are each done once', async () => {
  let lives = 0
  const sandbox = scriptedSandbox({
    counter: () => {
      lives += 1
      const life = lives
      let used = 0
      let given = 0
      return (delivery) => {
        if (delivery.type === 'start') {
          used = Number(delivery.start.memory['used'] ?? 0)
          return { effects: [{ do: 'on', handler: 1, event: 'use', role: null, of: null }] }
        }
        given += 1
        // It counted twice by then, and nobody heard of it.
        if (life === 1 && given === 3) return { fault: 'lost' }
        used += 1
        return { effects: [{ do: 'memory', key: 'used', value: used }] }
      }
    },
  })
  world.put('thing', { code: 'counter' })
  await world.begin({ sandbox: counted(sandbox) })
  expect(await askAll(uses(8))).toEqual(uses(8).map((_, nth) => [nth + 1, DONE]))
  expect(world.memory('thing')).toEqual({ used: 8 })
  expect(jobs[0]).toBe(8)
})

test('[O3] what a use did is stored with its outcome, also where more is asked for than one tick writes', async () => {
  const names = Array.from({ length: 190 }, (_, n) => `thing${n}`)
  const code = `on('use', () => { for (const name of 'ab') memory[name] = (memory[name] ?? 0) + 1 })`
  for (const [n, name] of names.entries()) world.put(name, { x: 50 * n, code })
  await world.begin()
  await world.pass(2_000)
  const halves: string[] = []
  const before = world.commits.length
  world.stored.on('update', () => {
    for (const name of names) {
      const used = Number(memoryOf(world.stored, id(name))['b'] ?? 0)
      const told = outcomeOf(world.stored, name)?.sequence ?? 0
      if (used !== told) halves.push(`${name}: used ${used}, told ${told}`)
    }
  })
  for (const sequence of [1, 2]) {
    for (const name of names) {
      const action = { verb: 'use', thing: id(name) } as const
      void world.play?.act({ session: name, sequence, action, person: 'Ada' })
    }
  }
  await world.pass(2_000)
  expect(halves).toEqual([])
  expect(world.commits.length - before).toBeGreaterThan(1)
  expect(names.map((name) => world.memory(name)['b'])).toEqual(names.map(() => 2))
})
