// Which worlds live: those with code in their pages.
import type { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { expect, it } from 'vitest'
import { artifactMap, artifactMaps, metaOf, textOf } from '../../../../shared/world/scene/scene.ts'
import { makeArtifactId } from '../../../../shared/world/address.ts'
import { createFaultyStore } from '../../../fault/disk/faulty-store.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { logDocument } from '../../../simulation/disk.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { startNode, type TestNode } from '../node.ts'
import { openStock } from '../stock.ts'
import { until } from '../until.ts'

const CODE = 'A lamp.\n\n```js\nlog(1)\n```\n'

interface World extends TestNode {
  readonly told: boolean[]
  readonly stock: WebsocketProvider
  readonly page: Y.Text
}

async function start(options: Parameters<typeof startNode>[0] = {}): Promise<World> {
  const told: boolean[] = []
  const node = await startNode({ ...options, onLiving: (_, isLiving) => told.push(isLiving) })
  const stock = openStock(node.url, 'ada/garden')
  await until(() => stock.synced, 'somebody is there')
  return { ...node, told, stock, page: textOf(stock.doc, metaOf(stock.doc).root!)! }
}

it('a world lives as long as there is code in its pages, typed letter by letter', async () => {
  const { told, stock, page, store, ...node } = await start()
  for (const letter of CODE) page.insert(page.length, letter)
  await until(() => told.length > 0, 'it is told')
  expect(told).toEqual([true])
  await until(async () => (await store.worlds('here'))[0]?.isLiving === true, 'it is kept')
  page.insert(0, 'Words. ')
  page.delete(page.length - 20, 20)
  await until(() => told.length > 1, 'it is told')
  expect(told).toEqual([true, false])
  stock.destroy()
  await node.stop()
  expect(told).toEqual([true, false])
})

it('it lives until the last page with code is gone', async () => {
  const { told, stock, page, ...node } = await start()
  const maps = artifactMaps(stock.doc)
  const ids = Array.from({ length: 300 }, (_, n) => makeArtifactId(seededRandom(n + 1).bytes))
  stock.doc.transact(() => {
    for (const id of ids) maps.set(id, artifactMap([['name', 'thing']], 'Nothing here.'))
    maps.set(ids[7]!, artifactMap([['name', 'lamp']], CODE))
  })
  page.insert(0, CODE)
  await until(() => told.length === 1, 'it is told')
  page.delete(0, page.length)
  maps.delete(ids[7]!)
  await until(() => told.length === 2, 'it is told')
  expect(told).toEqual([true, false])
  stock.destroy()
  await node.stop()
})

it('what a look found is kept up to the last row when the node stops, and when the disk failed meanwhile', async () => {
  const inner = createMemoryStore()
  let fails = 1
  const store = createFaultyStore(inner, { failOn: (call) => call === 'setLiving' && fails-- > 0 })
  const { told, stock, page, sync } = await start({ store })
  page.insert(0, CODE)
  await until(() => told.length === 1, 'it is told')
  page.insert(0, 'More words.')
  await until(async () => (await inner.worlds('here'))[0]?.isLiving === true, 'it is kept at last')
  stock.doc.getMap('meta').set('title', 'Lamp')
  await until(async () => (await inner.worlds('here'))[0]?.title === 'Lamp', 'the title is known')
  page.delete(0, page.length)
  await until(async () => {
    const stored = await logDocument(inner)
    return textOf(stored, metaOf(stored).root!)?.length === 0
  }, 'it is stored')
  stock.destroy()
  await sync.stop()
  expect(await inner.living()).toEqual([])
  expect((await inner.worlds('here'))[0]?.isLiving).toBe(false)
})

it('a world is looked at without an edit when somebody asks, and once told it is not told again', async () => {
  const told: string[] = []
  const store = createMemoryStore()
  const first = await start({ store })
  first.page.insert(0, CODE)
  await until(() => first.told.length === 1, 'it is told')
  first.stock.destroy()
  await first.sync.stop()
  const node = await startNode({
    store,
    onLiving: (world, isLiving) => told.push(`${world.title} ${isLiving}`),
  })
  const [world] = await store.living()
  expect(world).toMatchObject({ isLiving: true })
  const unknown = { ...world!, isLiving: null, lookedTo: 0 }
  expect(await node.sync.look(unknown)).toBe(true)
  expect(told).toEqual(['garden true'])
  expect(await Promise.all([node.sync.look(unknown), node.sync.look(unknown)])).toEqual([true, true])
  expect(told).toEqual(['garden true'])
  await node.stop()
})
