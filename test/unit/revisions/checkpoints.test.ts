// Which checkpoints stay: few enough, spread over the log, and always the last.
import { expect, test } from 'vitest'
import { superfluous } from '../../../server/history/checkpoint-rule.ts'
import type { CheckpointSize } from '../../../server/storage/history-store.ts'
import { deltaOn, deltaBaseIn } from '../../../server/history/worker/state-deltas.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { seededRandom } from '../../simulation/random.ts'

const checkpoint = (revision: number, bytes: number, base?: number): CheckpointSize => ({
  sequence: revision,
  revision: revision as Revision,
  bytes,
  head: base === undefined ? ZSTD : deltaOn(base, ZSTD),
})
const ZSTD = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)

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

test('[HI10] a base stays as long as a delta to it, and a delta that lost its base goes', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seededRandom(seed)
    let kept: CheckpointSize[] = []
    let base: number | undefined
    for (let n = 1; n <= 80; n++) {
      const isBase = base === undefined || random.below(12) === 0
      kept.push(isBase ? checkpoint(n * 100, 1_000) : checkpoint(n * 100, 20 + random.below(200), base))
      if (isBase) base = n * 100
      const gone = new Set(superfluous(kept, { log: n * 100, state: 900 }))
      kept = kept.filter((each) => !gone.has(each))
      const there = new Set(kept.map(({ sequence }) => sequence))
      for (const { head } of kept) expect(there.has(deltaBaseIn(head) ?? n * 100), `seed ${seed}`).toBe(true)
      expect(kept.at(-1)?.revision).toBe(n * 100)
    }
    // Three states are 2,700 bytes: room for two bases at most, and what is packed on them.
    expect(kept.filter(({ head }) => deltaBaseIn(head) === null).length, `seed ${seed}`).toBeLessThanOrEqual(
      2,
    )
    expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(2_700)
    expect(superfluous([checkpoint(5, 10, 4)], { log: 1e6, state: 1e6 })).toHaveLength(1)
  }
})
