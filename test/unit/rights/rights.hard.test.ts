// Adds to rights.test.ts how long the answer takes.
import { expect, it } from 'vitest'
import { idOf, openHouse } from './rights-in-memory.ts'

/**
 * A bound for the question that is asked for each frame, in ns: far less than a frame costs. Measured 260 on
 * a busy machine.
 */
const NS_MAX = 5_000

it('[T1] is asked for every frame, and answers at once', async () => {
  const { rights, town, make } = await openHouse()
  const bob = town.account('bob')
  const world = await make('ada/garden', town.account('ada'))
  for (let number = 0; number < 500; number++) await rights.grant(world, idOf(`person-${number}`), 'act')
  await rights.ban(world, idOf('banned'), null)
  const { secret } = await rights.link(world, { right: 'edit', label: '', until: town.at + 1e9 })
  await rights.come(world, secret, bob.id)
  const times = 1_000_000
  const begun = performance.now()
  for (let time = 0; time < times; time++) rights.rightOf(bob, world)
  const ns = ((performance.now() - begun) * 1e6) / times
  console.log(`a right is asked for in ${ns.toFixed(0)} ns`)
  expect(ns).toBeLessThan(NS_MAX)
})
