// Waiting for what came into a world to be on the disk, without opening it.
import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { inFrontOf } from '../../../../server/storage/store-proxy.ts'
import { ada, makeWorld } from '../../../contract/made.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { startNode } from '../node.ts'

it('[HI43] who reads a log waits for what is on its way there, and opens nothing for that', async () => {
  const memory = createMemoryStore()
  const [begun, disk] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const store = inFrontOf(memory, {
    async append(...call) {
      begun.resolve()
      await disk.promise
      return memory.append(...call)
    },
  })
  const node = await startNode({ store })
  const world = await makeWorld(store, 'garden')
  await node.sync.flush(world)
  expect(node.sync.stats().rooms).toBe(0)
  const held = await node.sync.hold(world)
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'words')
  const written = held.scene.append(Y.encodeStateAsUpdate(doc), ada)
  await begun.promise
  let isFlushed = false
  const flushed = node.sync.flush(world).then(() => (isFlushed = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(isFlushed).toBe(false)
  disk.resolve()
  await flushed
  expect(await store.log({ world: world.key, kind: 'scene' }, 0, 9)).toHaveLength(1)
  await written
  held.release()
  await node.stop()
})
