// What somebody is sent who may see a world and not its past: the documents as they are.
import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { inFrontOf } from '../../../../server/storage/store-proxy.ts'
import type { DocumentKey, Store } from '../../../../server/storage/store.ts'
import { syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { ada, makeWorld, update } from '../../../contract/made.ts'
import { RawClient } from '../client.ts'
import { startNode, type TestNode } from '../node.ts'
import { until } from '../until.ts'

const SECRET = 'mayonnaise'
const LATE = 'horseradish'

/** Rows of a scene in which a word was written and deleted, a value overwritten, and some text stays. */
function withSecret(letters: number): Uint8Array[] {
  const doc = new Y.Doc()
  const rows: Uint8Array[] = []
  doc.on('update', (row: Uint8Array) => rows.push(row))
  const text = doc.getText('text')
  for (let at = 0; at < letters; at += 5_000) text.insert(0, 'kept '.repeat(Math.min(letters, 5_000) / 5))
  text.insert(0, SECRET)
  doc.getMap('meta').set('title', SECRET)
  doc.getMap('meta').set('title', 'Garden')
  text.delete(0, SECRET.length)
  text.insert(text.length, 'end')
  return rows
}

/** A node that was started anew on a world with that history. */
async function restarted(letters: number): Promise<TestNode> {
  const store = createMemoryStore()
  const world = await makeWorld(store, 'garden')
  const document: DocumentKey = { world: world.key, kind: 'scene' }
  await store.append(withSecret(letters).map((bytes, n) => update(document, n, { bytes })))
  const kept: Store = inFrontOf(store, { close: () => Promise.resolve() })
  return startNode({ store: kept, rightOf: () => 'see', seesPast: (member) => member.id === ada })
}

/** The updates that a client was sent. */
const stateIn = (client: RawClient): Uint8Array[] =>
  client.frames.flatMap((frame) => (frame.type === 'update' || frame.type === 'step2' ? [frame.bytes] : []))

/** All that a client is sent who asks with a state vector, and the document that it gives. */
async function readBy(
  node: TestNode,
  query: string,
  has: Y.Doc = new Y.Doc(),
): Promise<{ bytes: Buffer; doc: Y.Doc }> {
  const client = await RawClient.open(`${node.url}/ada/garden${query}`)
  client.send(syncFrame('step1', Y.encodeStateVector(has)))
  await until(() => client.of('step2').length > 0, 'the answer is there')
  const updates = stateIn(client)
  for (const bytes of updates) Y.applyUpdate(has, bytes)
  client.close()
  return { bytes: Buffer.concat(updates), doc: has }
}

const textOf = (doc: Y.Doc): string => doc.getText('text').toJSON()

it.each([
  ['small', 10],
  ['large', 600_000],
])(
  '[HI30] a word that was written and deleted is in no byte of a %s world for the public',
  async (_, letters) => {
    const node = await restarted(letters)
    // Somebody who may see the past is given the log's bytes.
    const whole = await readBy(node, `?member=${ada}`)
    expect(whole.bytes.includes(SECRET)).toBe(true)
    const seen = await readBy(node, '')
    expect(textOf(seen.doc)).toMatch(/kept end$/)
    expect(seen.doc.getMap('meta').get('title')).toBe('Garden')
    expect(seen.bytes.includes(SECRET)).toBe(false)
    expect(textOf(whole.doc)).toBe(textOf(seen.doc))
    await node.stop()
  },
)

it('[HI30] nor is a word that was deleted while the world was open', async () => {
  const node = await restarted(600_000)
  const [world] = await node.store.worlds('here')
  const held = await node.sync.hold(world!)
  const early = await readBy(node, '')
  const doc = new Y.Doc()
  for (const bytes of held.scene.updates()) Y.applyUpdate(doc, bytes)
  const made: Uint8Array[] = []
  doc.on('update', (bytes: Uint8Array) => made.push(bytes))
  doc.getText('text').insert(3, LATE)
  doc.getText('text').delete(3, LATE.length)
  doc.getText('text').insert(0, 'news '.repeat(2_000))
  for (const bytes of made) await held.scene.append(bytes, ada)
  // From the beginning, and from what was there before.
  for (const has of [new Y.Doc(), early.doc]) {
    const seen = await readBy(node, '', has)
    expect(textOf(seen.doc)).toBe(textOf(doc))
    expect(seen.bytes.includes(LATE) || seen.bytes.includes(SECRET)).toBe(false)
  }
  const both = await Promise.all([readBy(node, ''), readBy(node, ''), readBy(node, `?member=${ada}`)])
  expect(both.map((each) => textOf(each.doc))).toEqual([textOf(doc), textOf(doc), textOf(doc)])
  held.release()
  await node.stop()
})

it('[HI30] a state vector that cannot be read closes the connection in words', async () => {
  const node = await restarted(10)
  const client = await RawClient.open(`${node.url}/ada/garden`)
  client.send(syncFrame('step1', Uint8Array.of(9)))
  expect((await client.gone()).reason).toMatch(/cannot be read/)
  await node.stop()
})
