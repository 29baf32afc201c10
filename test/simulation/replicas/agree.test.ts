// Replicas agree: whatever breaks on the way, when all is well again everybody has the same, and no edit that
// was called saved is lost. INKLAND_SEED runs one seed, INKLAND_HARD many.
import { expect, it } from 'vitest'
import { simulate } from './run.ts'
import { roundsOr } from '../../support/rounds.ts'
import { seedFromEnvironment } from '../random.ts'
import { IS_HARD } from '../../hard.ts'

const STEPS = 200
const named = process.env['INKLAND_SEED']
const SEEDS = IS_HARD ? roundsOr(3_000) : 3

it('[S2] [S9] [L3] after any run everybody has the same, and what was told to be saved', async () => {
  const first = seedFromEnvironment()
  const seeds = named === undefined ? SEEDS : 1
  const sums = { edits: 0, saved: 0, crashes: 0, failures: 0 }
  const failed: string[] = []
  for (let seed = first; seed < first + seeds; seed++) {
    const outcome = await simulate(seed, STEPS)
    if (outcome.broken.length > 0) failed.push(`seed ${seed}: ${outcome.broken.join('; ')}`)
    sums.edits += outcome.edits
    sums.saved += outcome.saved
    sums.crashes += outcome.crashes
    sums.failures += outcome.failures
  }
  console.log(
    `replicas agree: ${seeds} seeds x ${STEPS} steps, ${failed.length} differences; ${sums.edits} edits, ` +
      `${sums.saved} frames told to be saved, ${sums.crashes} crashes, ${sums.failures} failures of the disk`,
  )
  expect(failed).toEqual([])
  if (named === undefined) expect(Math.min(sums.crashes, sums.failures)).toBeGreaterThan(seeds / 2)
}, 3_600_000)

it.each([1613, 7890])(
  '[R2] a device keeps formatting that Yjs would tidy up by itself (seed %i)',
  async (seed) => {
    expect((await simulate(seed, STEPS)).broken).toEqual([])
  },
)

it.each([4_249_144_739, 4_249_146_844])(
  '[R3] questions that stood still in the network for a minute make no copy (seed %i)',
  async (seed) => {
    expect((await simulate(seed, STEPS)).broken).toEqual([])
  },
)

it('[P1] a stock client that echoes one who left is still seen itself', async () => {
  expect((await simulate(408_508_203, STEPS)).broken).toEqual([])
})

it('the same seed gives the same run, to the byte', async () => {
  const [one, again, other] = [await simulate(7, STEPS), await simulate(7, STEPS), await simulate(8, STEPS)]
  expect(again.hash).toBe(one.hash)
  expect(other.hash).not.toBe(one.hash)
})
