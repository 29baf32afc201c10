// A draft and its parent, with people who write in both, merges whole and in parts, updates and reverts.
// INKLAND_SEED replays a run, INKLAND_HARD makes many.
import { expect, test } from 'vitest'
import { MergeRun } from './merge-run.ts'
import { seededRandom, seedFromEnvironment } from '../random.ts'
import { roundsOr } from '../../support/rounds.ts'
import { IS_HARD } from '../../hard.ts'

const runs = IS_HARD ? roundsOr(3_000) : 5
const steps = 6
/** They failed once: two merges were reverted, the later one first. */
const FOUND = [5_000_992, 5_001_237, 5_001_427]

test(
  '[Y6] what a merge takes is in the parent once, by its authors, and what it leaves is in none of its bytes',
  { timeout: IS_HARD ? 3_600_000 : 120_000 },
  () => {
    const first = seedFromEnvironment()
    const isOne = process.env['INKLAND_SEED'] !== undefined
    const made = Array.from({ length: isOne ? 1 : runs }, (_, run) => (first + run) >>> 0)
    const seeds = isOne ? made : [...FOUND, ...made]
    const seen: Record<string, number> = {}
    for (const seed of seeds) {
      try {
        const merges = new MergeRun(seededRandom(seed))
        for (let step = 0; step < steps; step++) merges.step()
        merges.end()
        for (const [what, times] of Object.entries(merges.seen)) seen[what] = (seen[what] ?? 0) + times
      } catch (error) {
        throw new Error(`merge: seed ${seed} failed`, { cause: error })
      }
    }
    console.info(`merge: seeds from ${first}, ${seeds.length} runs, ${JSON.stringify(seen)}`)
    // Few runs may hardly have one of these.
    const often = IS_HARD ? seeds.length / 10 : 0
    if (!isOne) for (const times of Object.values(seen)) expect(times).toBeGreaterThan(often)
  },
)
