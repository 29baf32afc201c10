// A copy of a document is built of the updates that others get; whatever their order, it takes no longer than
// writing them took.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { applyInTurns } from '../../../../server/sync/document/chunked-apply.ts'
import { inReverse, manyRoots } from '../../../attack/work/files/hostile-updates.ts'
import { tryUpdates } from '../../../../server/sync/validation/update-trial.ts'

const cpuMs = async (work: () => unknown): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  return process.cpuUsage(before).user / 1000
}

test('[S17] a state whose items stand in another order than they were written in is taken in that order, in turns', async () => {
  const written = new Y.Doc()
  for (const { bytes } of tryUpdates([inReverse(1_500)]).pieces) Y.applyUpdate(written, bytes)
  const state = Y.encodeStateAsUpdate(written)
  const asItIs = await cpuMs(() => Y.applyUpdate(new Y.Doc(), state))
  const copy = new Y.Doc()
  let turns = 0
  const next = () => Promise.resolve(void (turns += 1))
  // Time passes however fast the machine is.
  let now = 0
  const eventLoop = { next, now: () => (now += 20) }
  expect(await cpuMs(() => applyInTurns(copy, [state], eventLoop))).toBeLessThan(asItIs / 2)
  expect(turns).toBeGreaterThan(0)
  expect(copy.getText('text').toJSON()).toBe(written.getText('text').toJSON())
})

test('[L4] a stored row with more root types than a document may have is put aside', () => {
  const doc = new Y.Doc()
  doc.getMap('meta').set('title', 'Garden')
  expect(tryUpdates([Y.encodeStateAsUpdate(doc), manyRoots(1_000)]).aside).toEqual([1])
})
