// A stock client whose copy is kept by y-indexeddb: updates that it loads while it is connected go to the
// server as if they had just been written, other people's structs and every deletion included.
import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { IndexeddbPersistence } from 'y-indexeddb'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { startNode } from '../node.ts'
import { until } from '../until.ts'

function open(
  url: string,
  member: string,
): { doc: Y.Doc; provider: WebsocketProvider; wasClosed: () => boolean } {
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(url, 'ada/garden', doc, {
    disableBc: true,
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    params: { member },
  })
  let closed = false
  provider.on('closed' as 'status', (() => (closed = true)) as never)
  return { doc, provider, wasClosed: () => closed }
}

it('[S3] a copy loaded from IndexedDB while connected is cut to what is new, and nobody is refused', async () => {
  const node = await startNode()
  const ada = open(node.url, 'ada')
  const kept = new IndexeddbPersistence('ada/garden', ada.doc)
  await kept.whenSynced
  const bob = open(node.url, 'bob')
  await until(() => ada.provider.synced && bob.provider.synced, 'both are synced')
  bob.doc.getText('text').insert(0, 'Bob wrote this. ')
  await until(() => ada.doc.getText('text').length === 16, 'Ada has it')
  ada.doc.getText('text').delete(0, 4)
  ada.provider.disconnect()
  ada.doc.getText('text').insert(0, 'offline, ')
  const words = ada.doc.getText('text').toJSON()
  await kept.destroy()
  ada.provider.destroy()

  const again = open(node.url, 'ada')
  await until(() => again.provider.synced, 'it is synced before its copy is loaded')
  const loaded = new IndexeddbPersistence('ada/garden', again.doc)
  await loaded.whenSynced
  await until(() => bob.doc.getText('text').toJSON() === words, 'Bob has what Ada wrote offline')
  expect(again.wasClosed()).toBe(false)
  expect(node.sync.stats().refusedFrames).toBe(0)
  await loaded.destroy()
  again.provider.destroy()
  bob.provider.destroy()
  await node.stop()
})
