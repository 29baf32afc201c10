// A copy of a document is built of the updates that others get; whatever their order, it is no more work than
// writing them was.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { applyInTurns, turnsOf } from '../../../../server/sync/document/chunked-apply.ts'
import { inReverse, manyRoots } from '../../../attack/work/files/hostile-updates.ts'
import { lookedAt, lookedAtInTurns } from '../../yjs/looked-at.ts'
import { tryUpdates } from '../../../../server/sync/validation/update-trial.ts'

test('[S17] a state whose items stand in another order than they were written in is taken in that order, in turns', async () => {
  const written = new Y.Doc()
  for (const { bytes } of tryUpdates([inReverse(1_500)]).pieces) Y.applyUpdate(written, bytes)
  const state = Y.encodeStateAsUpdate(written)
  const asItIs = lookedAt(() => Y.applyUpdate(new Y.Doc(), state))
  const copy = new Y.Doc()
  let turns = 0
  const next = () => Promise.resolve(void (turns += 1))
  // Time passes however fast the machine is.
  let now = 0
  const eventLoop = { next, now: () => (now += 20) }
  const inTurns = await lookedAtInTurns(() => applyInTurns(copy, [state], eventLoop))
  expect(inTurns).toBeLessThan(asItIs / 5)
  expect(turns).toBeGreaterThan(0)
  expect(copy.getText('text').toJSON()).toBe(written.getText('text').toJSON())
})

test('[S17] however many documents are built at once, one turn of the loop has work for one of them', async () => {
  const written = new Y.Doc()
  for (let letter = 0; letter < 300; letter += 1) written.getArray('letters').unshift([letter])
  const state = Y.encodeStateAsUpdate(written)
  // A loop whose every turn does all that was put off in the turn before, on a machine so slow that each part
  // of the work takes a turn of its own.
  let now = 0
  let resumed = 0
  let most = 0
  let due: (() => void)[] = []
  const clock = { monotonic: () => (now += 20), soon: (run: () => void) => void due.push(run) }
  const loop = async (): Promise<void> => {
    while (due.length > 0) {
      const turn = due
      due = []
      resumed = 0
      for (const run of turn) {
        run()
        await new Promise(setImmediate)
      }
    }
  }
  const copies = Array.from({ length: 10 }, () => new Y.Doc())
  const build = (copy: Y.Doc): Promise<void> => {
    const turns = turnsOf(clock)
    const next = async (): Promise<void> => {
      await turns.next()
      resumed += 1
      most = Math.max(most, resumed)
    }
    return applyInTurns(copy, [state], { next, now: () => turns.now() })
  }
  const built = Promise.all(copies.map(build))
  await loop()
  await built
  expect(most).toBe(1)
  for (const copy of copies) expect(copy.getArray('letters').length).toBe(300)
})

test('[L4] a stored row with more root types than a document may have is put aside', () => {
  const doc = new Y.Doc()
  doc.getMap('meta').set('title', 'Garden')
  expect(tryUpdates([Y.encodeStateAsUpdate(doc), manyRoots(1_000)]).aside).toEqual([1])
})
