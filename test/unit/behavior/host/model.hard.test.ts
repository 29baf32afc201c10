// Adds to model.test.ts how long a search takes among ten thousand things.
import { expect, test } from 'vitest'
import { id, modelWith, thing } from './made.ts'

test('ten thousand things on a floor: a search within a distance takes less than a ms', () => {
  const things = Array.from({ length: 10_000 }, (_, index) =>
    thing(`t${index}`, { x: (index % 10) * 90, y: Math.floor(index / 10) * 90 }),
  )
  const model = modelWith(...things)
  const worked = () => process.threadCpuUsage().user / 1000
  for (let index = 0; index < 100; index++) model.find({ from: id('t5000'), within: 200 }, 0)
  const before = worked()
  for (let index = 0; index < 500; index++) model.find({ from: id(`t${index * 20}`), within: 200 }, 0)
  const each = (worked() - before) / 500
  console.log(`a search within 200 px of 10,000 things: ${each.toFixed(3)} ms`)
  expect(each).toBeLessThan(1)
})
