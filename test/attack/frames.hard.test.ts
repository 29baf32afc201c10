// Adds to frames.test.ts half a million frames, and that none of them holds the event loop.
import { expect, it } from 'vitest'
import { slowness } from '../fault/machine-speed.ts'
import { seedFromEnvironment } from '../simulation/random.ts'
import { sendMutatedFrames } from './mutated-frames.ts'

const FRAMES = 500_000
const LIMIT_MS = 3_600_000
const HELD_MS = 50

/** Processor time of this thread so far, in ms: how long the machine left it waiting does not count. */
function busyMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

it('[S6] mutated frames hold nothing up', { timeout: LIMIT_MS }, async () => {
  const seed = seedFromEnvironment()
  let longestMs = 0
  const { refusedFrames, savedUpdates } = await sendMutatedFrames(FRAMES, seed, (receive) => {
    const before = busyMs()
    receive()
    longestMs = Math.max(longestMs, busyMs() - before)
  })
  console.log(
    `bad frames: ${FRAMES} sent, ${refusedFrames} refused in words, ${savedUpdates} valid, 0 deaths, 0 bytes changed by refused ones; ` +
      `the dearest held the event loop for ${longestMs.toFixed(1)} ms (seed ${seed})`,
  )
  if (longestMs >= HELD_MS) expect(longestMs).toBeLessThan(HELD_MS * slowness())
})
