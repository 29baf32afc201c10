// How much work a node has until it serves, and what it takes at rest. Adds the scales to the short proofs.
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { memoryOf, workOf } from '../attack/work/proc.ts'
import { startServer, temporaryFolder, until } from '../process.ts'

/** Of the thread that serves: what else the machine does is not counted. */
const START_MS = 2_000
const REST_BYTES = 160e6
const STARTS = 3

test('a node starts with 2 s of work and takes 160 MB at rest, by what the start before left compiled', async () => {
  const [data, cache] = [temporaryFolder(), temporaryFolder()]
  const env = { NODE_COMPILE_CACHE: cache }
  const kept = () => readdirSync(cache, { recursive: true }).length
  await (await startServer({ data, env })).stop()
  const keptAtFirst = kept()
  expect(keptAtFirst).toBeGreaterThan(1_000)
  for (let starts = 0; starts < STARTS; starts += 1) {
    await using node = await startServer({ data, env })
    expect(workOf(node.pid).get(`${node.pid}`)).toBeLessThan(START_MS)
    await until('memory is given back', () => memoryOf(node.pid).bytes < REST_BYTES)
    await node.stop()
    // Nothing was compiled anew, by its threads neither.
    expect(kept()).toBe(keptAtFirst)
  }
})
