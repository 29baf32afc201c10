import { expect, it } from 'vitest'
import {
  LiveWriteLimit,
  LIVE_BYTES_AT_ONCE,
  LIVE_BYTES_PER_S,
} from '../../../server/owner/worlds/live-write-limit.ts'
import { settle, VirtualTime } from '../../simulation/time.ts'

it('a world that writes all the time writes so many bytes a second, in order, and no more', async () => {
  const time = new VirtualTime()
  const allowance = new LiveWriteLimit(time)
  const kB = 1024
  const done: number[] = []
  let next = 0
  const spend = (): void => {
    const mine = next++
    void allowance.spend(32 * kB).then(() => done.push(mine))
  }
  const seconds = 600
  for (let tick = 0; tick < seconds * 20; tick++) {
    spend()
    await time.pass(50)
  }
  await settle()
  const written = done.length * 32 * kB
  const allowed = LIVE_BYTES_AT_ONCE + seconds * LIVE_BYTES_PER_S
  expect(done).toEqual(done.map((_, n) => n))
  expect(written).toBeLessThanOrEqual(allowed)
  expect(written).toBeGreaterThan(0.9 * allowed)
})

it('one that writes little never waits', async () => {
  const time = new VirtualTime()
  const allowance = new LiveWriteLimit(time)
  for (let n = 0; n < 1000; n++) {
    let isDone = false
    void allowance.spend(LIVE_BYTES_PER_S / 20).then(() => (isDone = true))
    await settle()
    expect(isDone).toBe(true)
    await time.pass(50)
  }
})
