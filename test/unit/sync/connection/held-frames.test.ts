// Frames that wait to be read come in their order, whatever is taken in between, and take little memory.
import { expect, it } from 'vitest'
import { HeldFrames } from '../../../../server/sync/connection/held-frames.ts'
import { seededRandom } from '../../../simulation/random.ts'

it('frames come in their order, and one that was taken stays as it was', () => {
  const random = seededRandom(3)
  const held = new HeldFrames()
  const added: string[] = []
  const taken: Uint8Array[] = []
  for (let step = 0; step < 2_000; step += 1) {
    if (!held.isEmpty && random.below(3) === 0) taken.push(held.take())
    else {
      const frame = random.bytes(random.below(50))
      added.push(Buffer.from(frame).toString('hex'))
      held.add(frame)
    }
  }
  while (!held.isEmpty) taken.push(held.take())
  expect(taken.map((frame) => Buffer.from(frame).toString('hex'))).toEqual(added)
})

it('[S20] ten thousand of the smallest take less than 16 bytes each', () => {
  const held = new HeldFrames()
  for (let at = 0; at < 10_000; at += 1) held.add(Uint8Array.of(3))
  expect(held.bytes).toBeLessThan(160_000)
})
