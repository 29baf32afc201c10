// Two people edit one world, each with an undo of their own, offline and not, with reloads in between.
// Nothing is ever lost. When one of them takes everything back, all of the other's work is still there: every
// letter, and every value that stood. Everything that nobody else touched is as it was. INKLAND_SEED replays
// a run, INKLAND_HARD makes many.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seedFromEnvironment } from '../random.ts'
import { anyDeed, Pair } from './undo-pair.ts'
import { roundsOr } from '../../support/rounds.ts'
import { IS_HARD } from '../../hard.ts'

const seed = seedFromEnvironment() | 0
const runs = IS_HARD ? roundsOr(5_000) : 16
const timeoutMs = IS_HARD ? 3_600_000 : 60_000

test(
  '[U1] undoing all of mine leaves all of theirs, and brings back what was',
  { timeout: timeoutMs },
  () => {
    const seen = { undone: 0, letters: 0, values: 0 }
    fc.assert(
      fc.property(
        fc.array(anyDeed(), { minLength: 15, maxLength: 40 }),
        fc.boolean(),
        (deeds, isAdaFirst) => {
          const pair = new Pair(isAdaFirst)
          for (const deed of deeds) pair.run(deed)
          pair.meet()
          pair.check()
          const counts = pair.undoAllOfAda()
          seen.undone += counts.undone
          seen.letters += counts.letters
          seen.values += counts.values
        },
      ),
      { seed, numRuns: runs },
    )
    console.info(
      `undo: seed ${seed}, ${runs} runs, ${seen.undone} steps undone beside ${seen.letters} letters and ${seen.values} values of others`,
    )
    // The runs were about something.
    expect(Math.min(seen.undone, seen.letters, seen.values)).toBeGreaterThan(runs)
  },
)

test('[U2] redoing all that was undone is as if nothing had been undone', { timeout: timeoutMs }, () => {
  fc.assert(
    fc.property(fc.array(anyDeed(), { minLength: 15, maxLength: 40 }), fc.boolean(), (deeds, isAdaFirst) => {
      const pair = new Pair(isAdaFirst)
      for (const deed of deeds) pair.run(deed)
      pair.meet()
      // Ends what could still be redone.
      pair.run({ by: 'ada', act: 'type', thing: 0, number: 1 })
      pair.meet()
      pair.redoesWhatItUndoes()
    }),
    { seed: seed + 1, numRuns: runs / 2 },
  )
})
