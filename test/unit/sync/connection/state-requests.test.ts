// Whoever comes back to a world that nobody has read yet is asked what they have.
import * as Y from 'yjs'
import { expect, it } from 'vitest'
import type { DocumentKey } from '../../../../server/storage/store.ts'
import { syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { ada, makeWorld, update } from '../../../contract/made.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { RawClient } from '../client.ts'
import { startNode } from '../node.ts'
import { until } from '../until.ts'

/** Of a world of 6 MB, which is read only when somebody needs it. */
const LETTERS = 6_000_000

it.each([
  ['nothing is new to them', 0],
  ['a little is new to them, and the network never says that they took it', 5_000],
  ['much is new to them', 300_000],
])('[S21] who comes back is asked what they have: %s', async (_, newLetters) => {
  const store = createMemoryStore()
  const world = await makeWorld(store, 'garden')
  const document: DocumentKey = { world: world.key, kind: 'scene' }
  const doc = new Y.Doc()
  const rows: Uint8Array[] = []
  doc.on('update', (row: Uint8Array) => rows.push(row))
  for (let at = 0; at < LETTERS; at += 200_000) doc.getText('text').insert(0, 'kept '.repeat(40_000))
  const had = Y.encodeStateVector(doc)
  if (newLetters > 0) doc.getText('text').insert(0, '!'.repeat(newLetters))
  await store.append(rows.map((bytes, n) => update(document, n, { bytes })))
  const node = await startNode({ store })
  const client = await RawClient.open(`${node.url}/ada/garden?member=${ada}`)
  client.send(syncFrame('step1', had))
  await until(() => client.of('step1').length > 0, 'they are asked')
  expect(client.of('step1')[0]?.stateVector).toEqual(Y.encodeStateVector(doc))
  client.close()
  await node.stop()
})
