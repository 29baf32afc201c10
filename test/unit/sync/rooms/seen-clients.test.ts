// Ids under which people are seen while nobody has read the document yet: nobody uses up the room of others.
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { SeenClients } from '../../../../server/sync/rooms/seen-clients.ts'
import { ANONYMOUS } from '../../../../shared/world/address.ts'
import { ada, documentOf, makeWorld } from '../../../contract/made.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { openDocument } from '../documents.ts'

it('[S5] ids that strangers show while a document is not read leave room for those of a member', async () => {
  const store = createMemoryStore()
  const key = documentOf(await makeWorld(store, 'garden'))
  const large = new Y.Doc()
  large.getText('text').insert(0, 'x'.repeat(2_000_000))
  const snapshot = Y.encodeStateAsUpdate(large)
  const document = openDocument({ sequence: 1, snapshot, snapshotSequence: 1 })
  expect(document.isUnread).toBe(true)
  const seen = new SeenClients({
    key,
    store,
    epoch: undefined,
    onFault: (error) => expect.fail(String(error)),
  })
  for (let client = 1; client <= 2_000; client += 1) seen.keep(document, ANONYMOUS, [client])
  seen.keep(document, ada, [5_000])
  expect([200, 201, 5_000].map((client) => document.ownerOf(client))).toEqual([ANONYMOUS, undefined, ada])
  expect((await store.open(key)).clients.get(5_000)).toBe(ada)
})

it('[S5] an id whose first edit is on its way to the disk is not given up', () => {
  const document = openDocument()
  document.reserveSeen([1, 2], ada, [])
  document.reserve([2, 3], ada)
  expect(document.unwrittenClients()).toEqual([
    [1, ada],
    [2, ada],
  ])
})
