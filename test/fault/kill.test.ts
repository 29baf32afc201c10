// Saved means saved: a real node is killed, and every edit that it ever called saved is there when it serves
// again. One folder, killed in its first start, under people who write, and right after worlds were made;
// kill.hard.test.ts does each many times.
import { expect, it } from 'vitest'
import { until } from '../process.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { fetchCopy } from './copy.ts'
import { Crowd } from './crowd.ts'
import { expectPromised, killFirstStart, killNewWorlds, writeHeavily } from './killed-moments.ts'
import { Lives } from './lives.ts'

/** Something of a first start is written by then, and not all. */
const FIRST_BYTES = 50_000

it('[saved means saved] whenever a node is killed, all that it called saved is there', async () => {
  const random = seededRandom(seedFromEnvironment())
  await using lives = new Lives()
  let { server } = await killFirstStart(lives, FIRST_BYTES)

  const crowd = await Crowd.gather(server, 'crowd', random, { perWorld: [5, 2] })
  await crowd.enter(server)
  const heavy = await writeHeavily(server, { world: 'heavy/world', random })
  await crowd.write(1 + random.below(500))
  await server.kill()
  await crowd.part()
  await until('the editor is gone', () => heavy.closedWith !== null)
  server = await lives.start(heavy.world)
  const copy = await fetchCopy(`${server.wsUrl}/sync/${heavy.world}`)
  expect(heavy.lostIn(copy)).toBe(0)
  copy.destroy()
  expect(await crowd.lost(server)).toBe(0)
  await crowd.settle(server)
  expect(await crowd.lost(server)).toBe(0)
  crowd.leave()

  const newcomers = await killNewWorlds(server, 'new/world', random)
  server = await lives.start('inkland/welcome')
  await expectPromised(server, newcomers)
  expect(await crowd.lost(server)).toBe(0)
})
