// Adds to receipts.test.ts what a million frames take of memory.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { Receipts } from '../../../../server/sync/connection/frame-receipts.ts'

it('a million frames that rest on missing ones take no memory', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const receipts = new Receipts()
  receipts.miss()
  collect()
  const before = process.memoryUsage().heapUsed
  for (let frame = 0; frame < 1_000_000; frame++) receipts.miss()
  collect()
  const held = process.memoryUsage().heapUsed - before
  expect(receipts.news()).toBeNull()
  expect(held).toBeLessThan(1024 * 1024)
})
