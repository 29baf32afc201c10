// Replicas that edit the same world at once, by commands and bypassing them, offline, with undo, while its
// owner writes live. Updates arrive in any order, some twice. After every step a view kept up from events
// shows the same as a view built anew, its listeners were told all of it, and nothing is lost. In the end all
// replicas show the same. INKLAND_SEED replays a run, INKLAND_HARD makes many.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seedFromEnvironment } from '../random.ts'
import { agreement, nothingSeen, STEPS } from './view-agreement.ts'
import { deliverAll, type Step } from './view-replicas.ts'
import { anyCommand, anyDelivery, anyLiveWrite, anyRawWrite, onOne } from './view-steps.ts'
import { roundsOr } from '../../support/rounds.ts'
import { IS_HARD } from '../../hard.ts'

const seed = seedFromEnvironment() | 0
const runs = IS_HARD ? roundsOr(5_000) : 8
const timeoutMs = IS_HARD ? 3_600_000 : 120_000

test('[V4] replicas agree, whatever is done on them and however it arrives', { timeout: timeoutMs }, () => {
  const seen = nothingSeen()
  fc.assert(agreement(anyStep(), seen), { seed, numRuns: runs })
  const per = (count: number): string => (count / seen.steps).toFixed(2)
  console.info(
    `views: seed ${seed}, ${runs} runs of ${STEPS} steps, 0 differences; per step ${per(seen.artifacts)} artifacts, ` +
      `${per(seen.limbo)} in limbo, ${per(seen.circles)} circles, ${per(seen.live)} live values`,
  )
  // The runs were about something: a generator that makes no circles would prove nothing about them.
  expect(Math.min(seen.limbo, seen.circles, seen.live) / seen.steps).toBeGreaterThan(0.02)
})

test('[V4] replicas agree where disorder has left Yjs waiting for updates that it has', () => {
  const seen = nothingSeen()
  fc.assert(agreement(anyStep(), seen), { seed: 2_018_641_428, path: '7592', numRuns: 1 })
})

function anyStep(): fc.Arbitrary<Step> {
  const nothing: Step = { run: () => undefined, [fc.toStringMethod]: () => '-' }
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(nothing) },
    { weight: 8, arbitrary: anyCommand() },
    { weight: 3, arbitrary: anyRawWrite() },
    { weight: 3, arbitrary: anyLiveWrite() },
    { weight: 1, arbitrary: onOne('undo', fc.constant(null), (replica) => void replica.undo.undo()) },
    { weight: 1, arbitrary: onOne('redo', fc.constant(null), (replica) => void replica.undo.redo()) },
    { weight: 1, arbitrary: onOne('everything arrives', fc.constant(null), deliverAll) },
    { weight: 6, arbitrary: anyDelivery() },
  )
}
