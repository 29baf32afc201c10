import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { PendingUpdates } from '../../../../server/sync/document/pending-updates.ts'
import { readUpdate, type UpdateReading } from '../../../../shared/yjs/update-reader.ts'
import { joinReadings } from '../../../../shared/yjs/update-writer.ts'
import { easyWork, UNCOUNTED } from '../../../../shared/yjs/work-steps.ts'

const LETTERS = 200

/** How many letters, each an update of its own; every third is put at the front, and some are deleted. */
function typed(): { readonly updates: readonly UpdateReading[]; readonly text: string } {
  const doc = new Y.Doc()
  const updates: UpdateReading[] = []
  doc.on('update', (update: Uint8Array) => updates.push(readUpdate(update)!))
  const text = doc.getText('text')
  for (let i = 0; i < LETTERS; i++) {
    text.insert(i % 3 === 0 ? 0 : text.length, 'abc'.charAt(i % 3))
    if (i % 7 === 0) text.delete(0, 1)
  }
  return { updates, text: text.toJSON() }
}

function textOf(pending: PendingUpdates): string {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, pending.joined())
  return doc.getText('text').toJSON()
}

const settled = (updates: readonly UpdateReading[]) =>
  updates.map((reading) => ({ reading, cost: easyWork(1) }))

it.each([1, 5, 64, LETTERS])('updates that arrive %i at a time are all there, joined', (count) => {
  const { updates, text } = typed()
  const pending = new PendingUpdates()
  for (const update of updates) pending.expect(update)
  expect(pending.comingParts).toBe(updates.length)
  for (let at = 0; at < updates.length; at += count) {
    const group = updates.slice(at, at + count)
    pending.arrive(settled(group), joinReadings(group))
  }
  expect(pending.comingParts).toBe(0)
  expect(pending.parts).toBe(updates.length)
  expect(textOf(pending)).toBe(text)
  pending.applied()
  expect(pending.parts).toBe(0)
  expect(pending.isWaiting).toBe(false)
})

it.each([1, 3, 50])(
  'all that wait may be asked for at any time, here after each %i, and more may come',
  (every) => {
    const { updates, text } = typed()
    const pending = new PendingUpdates()
    const doc = new Y.Doc()
    for (const [index, update] of updates.entries()) {
      pending.expect(update)
      pending.arrive(settled([update]), update)
      Y.applyUpdate(doc, update.bytes)
      if (index % every === 0) expect(textOf(pending)).toBe(doc.getText('text').toJSON())
      expect(pending.isWaiting).toBe(true)
      expect(pending.parts).toBe(index + 1)
    }
    expect(pending.joined()).toEqual(pending.joined())
    expect(textOf(pending)).toBe(text)
    pending.applied()
    expect(pending.isWaiting).toBe(false)
    expect(textOf(pending)).toBe('')
  },
)

it('an update that was expected last may arrive first: it was written by itself', () => {
  const [first, second, own] = typed().updates
  const pending = new PendingUpdates()
  for (const update of [first!, second!, own!]) pending.expect(update)
  pending.arrive(settled([own!]), own!)
  expect(pending.comingParts).toBe(2)
  expect(pending.comingSections()).toEqual([...first!.sections, ...second!.sections])
  pending.arrive(settled([first!, second!]), joinReadings([first!, second!]))
  expect(pending.comingParts).toBe(0)
})

it('what nobody counted may cut any number of items, until it is applied', () => {
  const [first, second] = typed().updates
  const pending = new PendingUpdates()
  pending.arrive([{ reading: first!, cost: UNCOUNTED }], first!)
  pending.arrive([{ reading: second!, cost: { steps: 50, cuts: 20 } }], second!)
  expect(pending.cutSteps).toBe(Infinity)
  pending.applied()
  pending.arrive([{ reading: second!, cost: { steps: 50, cuts: 20 } }], second!)
  expect(pending.cutSteps).toBe(20)
})
