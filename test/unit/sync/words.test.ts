// The words of scenes come into the store some time after they were written, and once a world is at rest.
import type * as Y from 'yjs'
import { expect, it } from 'vitest'
import type { Store } from '../../../server/storage/store.ts'
import { artifactMap, artifactMaps, metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { createFaultyStore } from '../../fault/disk/faulty-store.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { logDocument } from '../../simulation/disk.ts'
import { startNode, type TestNode } from './node.ts'
import { openStock } from './stock.ts'
import { until } from './until.ts'

interface Writer extends TestNode {
  readonly doc: Y.Doc
  readonly page: Y.Text
  readonly leave: () => void
}

async function write(store: Store): Promise<Writer> {
  const node = await startNode({ store })
  const stock = openStock(node.url, 'ada/garden')
  await until(() => stock.synced, 'somebody is there')
  const { doc } = stock
  return { ...node, doc, page: textOf(doc, metaOf(doc).root!)!, leave: () => stock.destroy() }
}

/** The names of the things that have a word; in limbo with a sign. */
async function having(store: Store, word: string): Promise<string[]> {
  const [world] = await store.worlds('here')
  if (world === undefined) return []
  const search = { worlds: [world.key], words: [word], after: null, most: 20 }
  const parts = await Promise.all([
    store.findWords({ ...search, part: 'names' }),
    store.findWords({ ...search, part: 'pages' }),
  ])
  return parts.flatMap(({ things }) => things.map(({ name, isInLimbo }) => (isInLimbo ? `${name}?` : name)))
}

const LIMBO = { host: 'limbo' }

it('[X3] what is written, renamed, put away and deleted is found so some seconds later', async () => {
  const store = createMemoryStore()
  const { doc, page, leave, sync } = await write(store)
  const maps = artifactMaps(doc)
  for (const letter of 'A heron.') page.insert(page.length, letter)
  const place = { host: metaOf(doc).root, x: 1, y: 1, facing: 'down' }
  const lamp = artifactMap([['place', place]], 'Heron oil')
  maps.set('lamp', lamp)
  lamp.set('name', 'Lamp')
  maps.set('box', artifactMap([['place', { ...place, host: 'lamp' }]], 'heron feathers'))
  await until(async () => (await having(store, 'heron')).length === 3, 'all are found')
  doc.getMap('meta').set('title', 'Marsh')
  lamp.set('place', LIMBO)
  page.delete(0, page.length)
  await until(async () => (await having(store, 'marsh')).length > 0, 'the title is found')
  expect(await having(store, 'heron')).toEqual(['?', 'Lamp?'])
  maps.delete('lamp')
  await until(async () => (await having(store, 'oil')).length === 0, 'it is gone')
  expect(await having(store, 'heron')).toEqual(['?'])
  leave()
  await sync.stop()
})

it('[X3] a world that is closed has its last words in the store, and nobody has to read it again', async () => {
  const store = createMemoryStore()
  const { page, leave, sync } = await write(store)
  page.insert(0, 'The last heron')
  await until(async () => {
    const stored = await logDocument(store)
    return textOf(stored, metaOf(stored).root!)?.length === page.length
  }, 'it is stored')
  leave()
  await sync.stop()
  const [world] = await store.worlds('here')
  expect(await having(store, 'heron')).toHaveLength(1)
  expect(await store.unreadWorlds([world!.key])).toEqual([])
})

it('[X3] a store that fails meanwhile has them at the next time; how often one types is not how often it is asked', async () => {
  const inner = createMemoryStore()
  let asked = 0
  let fails = 2
  const store = createFaultyStore(inner, {
    failOn: (call) => {
      if (call === 'keepWords') asked += 1
      return call === 'keepWords' && fails-- > 0
    },
  })
  const { page, leave, sync } = await write(store)
  for (let n = 0; n < 200; n += 1) page.insert(page.length, 'x')
  page.insert(0, 'heron ')
  await until(async () => (await having(inner, 'heron')).length === 1, 'it is found at last')
  expect(asked).toBeLessThan(10)
  expect(await inner.wordedThings((await inner.worlds('here'))[0]!.key)).toHaveLength(1)
  leave()
  await sync.stop()
})
