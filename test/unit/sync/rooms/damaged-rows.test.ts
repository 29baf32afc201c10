import { afterEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { DocumentKey } from '../../../../server/storage/store.ts'
import { ANONYMOUS } from '../../../../shared/world/address.ts'
import { CLOSE } from '../../../../shared/wire/frames/sync-frames.ts'
import { startNode, type TestNode } from '../node.ts'
import { until } from '../until.ts'

let node: TestNode
const providers: WebsocketProvider[] = []

function enter(): WebsocketProvider {
  const provider = new WebsocketProvider(node.url, 'ada/garden', new Y.Doc(), {
    disableBc: true,
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
  })
  providers.push(provider)
  return provider
}

const wordsOf = (provider: WebsocketProvider): string => provider.doc.getText('text').toJSON()

/** A world in which something was written, and that nobody is in. */
async function writtenWorld(words: string): Promise<DocumentKey> {
  node = await startNode()
  const ada = enter()
  await until(() => ada.synced, 'it is synced')
  ada.doc.getText('text').insert(0, words)
  await until(() => node.sync.stats().savedUpdates > 0, 'it is saved')
  ada.destroy()
  const [world] = await node.store.worlds('here')
  await node.sync.close(world!.key, CLOSE.goingAway, '')
  return { world: world!.key, kind: 'scene' }
}

afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy()
  await node.stop()
})

it('[L4] a damaged row is put aside, and the world opens with the rest', async () => {
  const key = await writtenWorld('kept')
  const damaged = { document: key, bytes: Uint8Array.of(9, 9, 9), member: ANONYMOUS, at: 1, claims: [] }
  const [sequence] = await node.store.append([damaged])
  const bob = enter()
  await until(() => wordsOf(bob) === 'kept', 'Bob sees the rest')
  const rows = await node.store.log(key, 0, 100)
  expect(rows.filter(({ quarantined }) => quarantined).map((row) => row.sequence)).toEqual([sequence])
})

it.each([3, 300_000])('[L4] a damaged snapshot of %i bytes is made again from the log', async (size) => {
  const key = await writtenWorld('all of it')
  const { sequence } = await node.store.open(key)
  await node.store.snapshot(key, sequence, new Uint8Array(size).fill(9))
  const bob = enter()
  await until(() => wordsOf(bob) === 'all of it', 'Bob sees all of it')
  bob.doc.getText('text').insert(0, 'again, ')
  const cy = enter()
  await until(() => wordsOf(cy) === 'again, all of it', 'Cy sees what Bob adds')
})
