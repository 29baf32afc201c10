import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { ANONYMOUS } from '../../../../shared/world/address.ts'
import { readUpdate } from '../../../../shared/yjs/update-reader.ts'
import { NO_COST } from '../../../../shared/yjs/work-steps.ts'
import { openDocument } from '../documents.ts'

/** Two who make the same page bold at once: one pair of marks is too many. */
function boldTwice(): Uint8Array[] {
  const [ada, bob] = [new Y.Doc(), new Y.Doc()]
  const page = new Y.Text('page')
  ada.getMap('artifacts').set('page', page)
  const start = Y.encodeStateAsUpdate(ada)
  Y.applyUpdate(bob, start)
  const updates = [start]
  for (const doc of [ada, bob]) doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const doc of [ada, bob]) {
    const text = doc.getMap('artifacts').get('page')
    if (text instanceof Y.Text) text.format(0, 4, { bold: true })
  }
  return updates
}

function deletedIn(doc: Y.Doc): number {
  return [...Y.snapshot(doc).ds.clients.values()].flat().length
}

it('the copy in memory deletes nothing that nobody deleted', () => {
  const updates = boldTwice()
  const document = openDocument()
  const elsewhere = new Y.Doc()
  for (const update of updates) {
    Y.applyUpdate(elsewhere, update)
    const reading = readUpdate(update)!
    document.settle([{ reading, cost: NO_COST }], reading)
    document.doc()
  }
  expect(deletedIn(elsewhere), 'Yjs tidies up').toBeGreaterThan(0)
  expect(deletedIn(document.doc())).toBe(0)
})

it('[S1] a large stored state is handed on as it is, and read when its clocks are needed', async () => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'x'.repeat(300_000))
  const snapshot = Y.encodeStateAsUpdate(doc)
  const clients = new Map([[doc.clientID, ANONYMOUS]])
  const stored = { sequence: 1, snapshot, snapshotSequence: 1, tail: [], clients }
  const document = openDocument(stored)
  const answer = document.answer(Y.encodeStateVector(new Map()), true)
  if (answer === null || typeof answer === 'string' || !('last' in answer))
    throw new Error('it is answered at once')
  expect(answer.last).toBe(snapshot)
  expect(answer.updates).toEqual([])
  expect(document.isUnread).toBe(true)
  await document.read()
  expect(document.vector()).toEqual(Y.encodeStateVector(doc))
  expect(document.isUnread).toBe(false)
  const before = Y.encodeStateVector(doc)
  doc.getText('text').insert(3, 'y')
  const reading = readUpdate(Y.encodeStateAsUpdate(doc, before))!
  const again = openDocument(stored)
  await again.ready()
  again.expect(reading, [], ANONYMOUS)
  again.settle([{ reading, cost: NO_COST }], reading)
  expect(again.doc().getText('text').toJSON()).toBe(doc.getText('text').toJSON())
  const opened = openDocument({ ...stored, sequence: 2, tail: [{ sequence: 2, bytes: reading.bytes }] })
  await opened.ready()
  expect(opened.vector()).toEqual(Y.encodeStateVector(doc))
})

it('what is put among letters on their way to the disk is judged before they are there', () => {
  const document = openDocument()
  const writer = new Y.Doc()
  const updates: Uint8Array[] = []
  writer.on('update', (update: Uint8Array) => updates.push(update))
  const text = writer.getText('text')
  // More than are judged without looking.
  for (let i = 0; i < 1_200; i++) text.insert(0, 'a')
  const readings = updates.splice(0).map((update) => readUpdate(update)!)
  for (const [i, reading] of readings.entries()) {
    document.expect(reading, [writer.clientID], ANONYMOUS)
    if (i < 1_000) document.settle([{ reading, cost: NO_COST }], reading)
  }
  text.insert(100, 'b')
  expect(document.costOf(readUpdate(updates[0]!)!)).toMatchObject({ cuts: 0 })
})
