// The same of all Markdown of this repository, of the packages that it uses, and of many attackers.
import { expect, test } from 'vitest'
import { STARTERS } from '../../../shared/starters/all-starters.ts'
import { hostilePage } from '../../attack/pages/hostile-pages.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { documentOf, faultsIn, pagesAt } from './valid-html.ts'

test('[H17] a validator finds nothing in 300 pages and more', async () => {
  const pages = pagesAt('*.md', 'docs/*.md', 'server/**/*.md', 'test/**/*.md', 'node_modules/*/*.md')
  for (const { name, text } of STARTERS) pages.set(name, text)
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  for (let turn = 0; turn < 200; turn += 1) pages.set(`seed ${seed}, page ${turn}`, hostilePage(random))
  expect(pages.size).toBeGreaterThan(300)
  for (const [name, page] of pages) expect(await faultsIn(documentOf(page)), name).toEqual([])
})
