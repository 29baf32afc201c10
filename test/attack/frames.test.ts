// Bad frames do nothing: some rounds of mutated frames.
import { it } from 'vitest'
import { seedFromEnvironment } from '../simulation/random.ts'
import { sendMutatedFrames } from './mutated-frames.ts'

it('[S6] mutated frames change nothing that was refused, and break nothing', async () => {
  await sendMutatedFrames(1_500, seedFromEnvironment())
})
