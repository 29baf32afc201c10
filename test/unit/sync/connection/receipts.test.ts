import { expect, it } from 'vitest'
import { Receipts } from '../../../../server/sync/connection/frame-receipts.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'

/**
 * The rule, said plainly: every frame is open, on the disk, or rests on a missing one that a later step 2
 * heals.
 */
class Plain {
  readonly frames: { readonly isStep2: boolean; state: 'pending' | 'stored' | 'hole' }[] = []

  settle(frame: number): void {
    const settled = this.frames[frame - 1]
    if (settled === undefined) return
    settled.state = 'stored'
    if (!settled.isStep2) return
    for (const before of this.frames.slice(0, frame)) if (before.state === 'hole') before.state = 'stored'
  }

  get saved(): number {
    const open = this.frames.findIndex(({ state }) => state !== 'stored')
    return open < 0 ? this.frames.length : open
  }
}

it('[S9] saved counts the frames that are on the disk without a gap, healed ones too', () => {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  for (let run = 0; run < 300; run++) {
    const [receipts, plain] = [new Receipts(), new Plain()]
    const pending: { frame: number; isStep2: boolean }[] = []
    let saved = 0
    for (let step = 0; step < 60; step++) {
      const isStep2 = random.below(3) === 0
      const deed = random.below(3)
      if (deed === 0) {
        receipts.miss()
        plain.frames.push({ isStep2, state: 'hole' })
      } else if (deed === 1) {
        pending.push({ frame: receipts.pend(isStep2), isStep2 })
        plain.frames.push({ isStep2, state: 'pending' })
      } else {
        const first = pending.shift()
        if (first !== undefined) {
          receipts.stored(first.frame, first.isStep2)
          plain.settle(first.frame)
        } else {
          receipts.take(isStep2)
          plain.frames.push({ isStep2, state: 'pending' })
          plain.settle(plain.frames.length)
        }
      }
      saved = receipts.news() ?? saved
      expect(saved, `seed ${seed}, run ${run}, step ${step}`).toBe(plain.saved)
    }
  }
})
