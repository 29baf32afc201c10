// Adds to own-position.test.ts what a leg costs in a crowd.
import { expect, test } from 'vitest'
import { seededRandom } from '../../../simulation/random.ts'
import { beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

test('a new leg among 100 walkers and 1,000 things costs little', async () => {
  const world = new World()
  const random = seededRandom(3)
  for (let n = 0; n < 1000; n += 1) {
    world.put(`t${n}`, {
      x: Math.floor(random.fraction() * 900),
      y: 200 + Math.floor(random.fraction() * 9000),
    })
  }
  await beginAt(world, GARDEN)
  const people = Array.from({ length: 100 }, (_, n) => new Player(world, `P${n}`))
  for (const one of people) void one.begin({ verb: 'visit' })
  await world.pass(100)
  const cpu: number[] = []
  let legs = 0
  for (let round = 0; round < 20; round += 1) {
    for (const one of people) {
      void one.begin({
        verb: 'walk',
        to: { x: Math.floor(random.fraction() * 900), y: Math.floor(random.fraction() * 9000) },
      })
    }
    const before = process.cpuUsage()
    await world.pass(250)
    const { user, system } = process.cpuUsage(before)
    legs += people.length
    cpu.push((user + system) / 1000 / people.length)
  }
  cpu.sort((a, b) => a - b)
  console.log(
    `${legs} legs: ${(cpu[10] ?? 0).toFixed(3)} ms of CPU each (median of 20 rounds), all of the play and the test's disk included.`,
  )
  expect(cpu[10]).toBeLessThan(2)
  await world.stop()
  expect(world.failures).toEqual([])
})
