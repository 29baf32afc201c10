// What a device counts as kept is found again, whatever happens to its disk, its tabs and the server; nothing
// unsaved is ever given to base; and no edit is on the disk without what it rests on. What was missed and not
// read is kept of the present line alone.
import { expect, onTestFailed, test } from 'vitest'
import { IS_HARD } from '../../hard.ts'
import { roundsOr } from '../../support/rounds.ts'
import { seededRandom, seedFromEnvironment } from '../random.ts'
import { DeviceRun } from './device-run.ts'

const SEEDS = IS_HARD ? roundsOr(2_000) : 40
const STEPS = 40

test.each([
  [1187, 'an update that waits in base for a missing one does not count as kept'],
  [1983, 'unsaved edits whose base does not open become a copy that can be read'],
  [21453, 'edits that another tab took back stay on the disk until a copy has them'],
  [2126797417, 'a tab that opens while refused edits are still on the disk takes them back, too'],
  [2217, 'what rests on edits of a tab whose disk fails does not count as kept'],
])('seed %i: %s', async (seed) => {
  await new DeviceRun(seededRandom(seed)).run(STEPS)
})

/** A run as the seed draws it among all. */
const drawn = (seed: number): DeviceRun =>
  new DeviceRun(seededRandom(seed), { isWide: seed % 2 === 0, isAway: seed % 3 === 0 })

test.each([
  [1_500_002_180, 'a tab that opens once the refused one is closed takes back what the disk still has, too'],
  [167_108_340, 'edits refused before base opened are a copy that can be read once it did'],
  [424_244_924, 'so are those of it that rest on nothing that was lost'],
  [424_246_782, 'an absence is not told of where the server lost what it rests on'],
  [424_250_724, 'nor where what the server had rests on what only this device still has'],
])('seed %i: %s', async (seed) => {
  await drawn(seed).run(STEPS)
})

test('[R1] [R2] [R3] [R16] what counts as kept is found again, after any schedule of faults', async () => {
  const first = seedFromEnvironment()
  const all = { edits: 0, faults: 0, restores: 0, olderCopies: 0, kept: 0, wide: 0, absences: 0 }
  let seed = first
  onTestFailed(() => console.error(`seed ${seed}`))
  for (; seed < first + SEEDS; seed += 1) {
    const run = drawn(seed)
    await run.run(STEPS)
    for (const [name, count] of Object.entries(run.figures)) all[name as keyof typeof all] += count
  }
  console.log(SEEDS, 'schedules', all)
  expect(all.kept).toBeGreaterThan(SEEDS)
  expect(all.absences).toBeGreaterThan(0)
}, 1_800_000)
