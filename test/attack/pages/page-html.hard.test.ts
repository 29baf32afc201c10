// The same of many more pages.
import { expect, test } from 'vitest'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { hostilePage, htmlOf, strangeIn } from './hostile-pages.ts'

test.each(['lines', 'blocks'] as const)('5,000 hostile pages are markup of ours as %s', (sink) => {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  for (let turn = 0; turn < 5_000; turn += 1) {
    const page = hostilePage(random)
    expect(strangeIn(htmlOf(page, sink)), `seed ${seed}: ${page}`).toBeNull()
  }
})
