// Which checkpoints stay: few enough, spread over the log, and always the last.
import { expect, test } from 'vitest'
import { superfluous } from '../../../server/history/checkpoint-rule.ts'
import type { CheckpointSize } from '../../../server/storage/history-store.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { seededRandom } from '../../simulation/random.ts'

const checkpoint = (revision: number, bytes: number): CheckpointSize => ({
  sequence: revision,
  revision: revision as Revision,
  bytes,
})

test('[HI10] checkpoints take 30 % of the log, or three states, and never more', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seededRandom(seed)
    let kept: CheckpointSize[] = []
    let [revision, log, state] = [0, 0, 100]
    for (let n = 0; n < 60; n++) {
      revision += 1 + random.below(50)
      log += random.below(2_000)
      state = Math.max(1, state + random.below(400) - 150)
      kept.push(checkpoint(revision, state))
      const gone = new Set(superfluous(kept, { log, state: 2 * state }))
      kept = kept.filter((each) => !gone.has(each))
      const sum = kept.reduce((bytes, each) => bytes + each.bytes, 0)
      expect(sum, `seed ${seed}`).toBeLessThanOrEqual(Math.max(0.3 * log, 6 * state))
      expect(kept.at(-1)?.revision).toBe(revision)
    }
  }
})

test('[HI10] the checkpoints that stay are spread over the log', () => {
  let kept: CheckpointSize[] = []
  for (let n = 1; n <= 300; n++) {
    kept.push(checkpoint(n * 100, 1_000))
    const gone = new Set(superfluous(kept, { log: n * 100, state: 1_000 }))
    kept = kept.filter((each) => !gone.has(each))
  }
  // 30 % of 30,000 bytes are nine states of 1,000.
  expect(kept).toHaveLength(9)
  const gaps = kept.map(({ revision }, at) => revision - (kept[at - 1]?.revision ?? 0))
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * (30_000 / 9))
})
