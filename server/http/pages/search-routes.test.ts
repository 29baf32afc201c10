// The list of worlds for search engines.
import { expect, it } from 'vitest'
import { parseAddress } from '../../../shared/world/address.ts'
import { sitemapOf } from './search-routes.ts'

const world = (number: number) => ({ address: parseAddress(`ada/world-${number}`) ?? never(), changedAt: 0 })

function never(): never {
  throw new Error('an address')
}

const count = (listed: string | null): number => listed?.match(/<loc>/g)?.length ?? 0

it('[H18] all are in one file, as far as the protocol takes them: then each file lists a part', () => {
  const worlds = Array.from({ length: 50_001 }, (_, number) => world(number))
  const origin = 'https://worlds.example'
  const one = sitemapOf(worlds.slice(0, 50_000), null, origin)
  expect([count(one), one?.includes('<urlset')]).toEqual([50_000, true])
  const index = sitemapOf(worlds, null, origin)
  expect(index?.match(/<loc>[^<]*/g)).toEqual([1, 2].map((page) => `<loc>${origin}/sitemap.xml?page=${page}`))
  expect([1, 2, 3, 0, 1.5].map((page) => count(sitemapOf(worlds, page, origin)))).toEqual([
    50_000, 1, 0, 0, 0,
  ])
  expect(sitemapOf([], null, origin)).toContain('<urlset')
})
