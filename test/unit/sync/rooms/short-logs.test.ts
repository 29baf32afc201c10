// Logs whose history nobody needs stay short, however much is written: through a real room, as code in a
// world writes.
import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { SHORT_LOG_BYTES } from '../../../../server/sync/rooms/log-trimming.ts'
import { parseMemberId } from '../../../../shared/world/address.ts'
import { RawClient } from '../client.ts'
import { startNode } from '../node.ts'
import { openStock } from '../stock.ts'
import { until } from '../until.ts'
import { takeLease } from '../../../contract/made.ts'

const MB = 1024 * 1024
const code = parseMemberId('behavior')!

it('[L1] code that writes all the time fills no disk: what happens is one row after 32 MB, and readers notice nothing', async () => {
  const node = await startNode()
  const opener = await RawClient.open(`${node.url}/ada/garden`)
  await until(async () => (await node.store.worlds('here')).length === 1, 'the world is made')
  opener.close()
  const [world] = await node.store.worlds('here')
  const key = { world: world!.key, kind: 'live' } as const
  const held = await node.sync.hold(world!)
  const reader = openStock(node.url, 'ada/garden/live')
  await until(() => reader.synced, 'the reader has read')
  const doc = new Y.Doc()
  for (const update of held.live.updates()) Y.applyUpdate(doc, update)
  const epoch = await takeLease(node.store, world!.key)
  for (let beat = 0; beat * 2 * MB < SHORT_LOG_BYTES; beat++) {
    const before = Y.encodeStateVector(doc)
    doc.getMap('live').set('memory', `${beat} ${'x'.repeat(2 * MB)}`)
    await held.live.append(Y.encodeStateAsUpdate(doc, before), code, epoch)
  }
  await until(async () => (await node.store.size(key, 0)).bytes < 8 * MB, 'the log is short')
  expect((await node.store.size(key, 0)).rows).toBeLessThan(5)
  const stored = await node.store.log(key, 0, 10)
  const read = new Y.Doc()
  for (const { bytes } of stored) Y.applyUpdate(read, bytes)
  const last = doc.getMap('live').get('memory')
  expect(read.getMap('live').get('memory')).toBe(last)
  await until(() => reader.doc.getMap('live').get('memory') === last, 'the reader has it')
  reader.destroy()
  held.release()
  await node.stop()
})
