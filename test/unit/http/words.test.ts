// Words that are found in all worlds that somebody may see.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Store } from '../../../server/storage/store.ts'
import { inFrontOf } from '../../../server/storage/store-proxy.ts'
import { FOUND_MAX, FoundPlaces } from '../../../shared/wire/search/found-places.ts'
import { artifactMap, artifactMaps, initScene } from '../../../shared/world/scene/scene.ts'
import type { Right } from '../../../shared/world/rights.ts'
import { ada, at, makeWorld } from '../../contract/made.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { until } from '../sync/until.ts'
import { id } from '../world/made.ts'
import { ask } from './ask.ts'
import { serveInside } from './inside.ts'

/** A world with things on its floor, each with a page. */
function makePlace(store: Store, name: string, pages: Readonly<Record<string, string>>) {
  const scene = new Y.Doc()
  initScene(scene, { root: id('root'), title: name, name: '', text: `All about ${name}.` })
  for (const [thing, page] of Object.entries(pages)) {
    const place = thing.startsWith('gone') ? { host: 'limbo' } : { host: 'root', x: 1, y: 1, facing: 'down' }
    artifactMaps(scene).set(
      thing,
      artifactMap(
        [
          ['name', thing],
          ['place', place],
        ],
        page,
      ),
    )
  }
  const update = { bytes: Y.encodeStateAsUpdate(scene), member: ada, at: 1, claims: [scene.clientID] }
  return makeWorld(store, name, { scene: [update] })
}

async function find(url: string, words: string, after = ''): Promise<FoundPlaces> {
  const answer = await ask(url, `GET /api/words?search=${encodeURIComponent(words)}&after=${after}`)
  expect(answer.status).toBe(200)
  return answer.read(FoundPlaces)
}

/** All worlds were read. */
const read = (url: string) => until(async () => (await find(url, 'x')).unread === 0, 'all worlds are read')
const namesOf = ({ found }: FoundPlaces): string[] =>
  found.map(({ world, name }) => `${world.address} ${name}`)

test('[X1] words are found in worlds that nobody has opened, in names first, with the passage', async () => {
  const store = createMemoryStore()
  await using inside = await serveInside({ store })
  await makePlace(store, 'one', { Lamp: 'Very bright.', Box: 'Holds the\nbig Lámp, at night.' })
  await makePlace(store, 'two', { lampshade: '', gone: 'a lamp', Cup: 'tea' })
  expect((await find(inside.url, 'lamp')).unread).toBe(2)
  await read(inside.url)
  const answer = await find(inside.url, 'LAMP')
  expect(namesOf(answer)).toEqual(['ada/two lampshade', 'ada/one Lamp', 'ada/two gone', 'ada/one Box'])
  expect(answer.found.map(({ isInLimbo }) => isInLimbo)).toEqual([false, false, true, false])
  expect(answer.found.at(-1)?.passage).toEqual({
    line: 2,
    from: 4,
    to: 8,
    before: 'big ',
    match: 'Lámp',
    after: ', at night.',
  })
  expect(answer.found[0]?.passage).toBeNull()
  expect(answer).toMatchObject({ next: null, unread: 0 })
  expect(namesOf(await find(inside.url, 'two'))).toEqual(['ada/two two'])
  expect((await ask(inside.url, 'GET /api/words?search=%20')).status).toBe(400)
})

test('[X1] an answer has a page of them, and the next goes on there, each once', async () => {
  const store = createMemoryStore()
  await using inside = await serveInside({ store })
  const things = (prefix: string, page: string): Record<string, string> =>
    Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`${prefix}${n + 10}`, page]))
  await makePlace(store, 'one', { ...things('rose', 'red'), ...things('bed', 'a rose') })
  await makePlace(store, 'two', { ...things('rose', 'red'), ...things('bed', 'a rose') })
  await read(inside.url)
  const all: string[] = []
  let pages = 0
  for (let after: string | null = ''; after !== null; pages += 1) {
    const answer = await find(inside.url, 'rose', encodeURIComponent(after))
    expect(answer.found.length).toBeLessThanOrEqual(FOUND_MAX)
    all.push(...namesOf(answer))
    after = answer.next
  }
  expect(pages).toBe(4)
  expect(all).toHaveLength(60)
  expect(new Set(all).size).toBe(60)
  expect(all.findIndex((name) => name.includes('bed'))).toBe(30)
})

test('[X1] a right that ends while it is searched counts for the answer, and so does the bin', async () => {
  const rights = new Map<string, Right>()
  const inner = createMemoryStore()
  let onFound = (): unknown => undefined
  const store = inFrontOf(inner, {
    async findWords(search) {
      const found = await inner.findWords(search)
      await onFound()
      return found
    },
  })
  await using inside = await serveInside({ store, rightOf: (_, { title }) => rights.get(title) ?? 'see' })
  const worlds = [
    await makePlace(inner, 'one', { Lamp: '' }),
    await makePlace(inner, 'two', { Lamp: '' }),
    await makePlace(inner, 'three', { Lamp: '' }),
  ]
  await read(inside.url)
  rights.set('one', 'none')
  expect(namesOf(await find(inside.url, 'lamp'))).toEqual(['ada/three Lamp', 'ada/two Lamp'])
  onFound = () => rights.set('two', 'none')
  expect(namesOf(await find(inside.url, 'lamp'))).toEqual(['ada/three Lamp'])
  onFound = () => inner.bin(worlds[2]!.key, 5)
  expect(namesOf(await find(inside.url, 'lamp'))).toEqual([])
  expect(at('ada/one')).toBe(worlds[0]?.address)
})

test('[X1] who searches too often is asked to wait', async () => {
  await using inside = await serveInside()
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => ask(inside.url, 'GET /api/words?search=x')),
  )
  const statuses = new Set(answers.map(({ status }) => status))
  expect(statuses.has(200)).toBe(true)
  expect([...statuses].filter((status) => status !== 200).length).toBeGreaterThan(0)
})
