// This node itself stood still: no other one is said to sleep for that, before there was time for an answer.
import { expect, it } from 'vitest'
import { createFigures } from '../../../server/peers/known/peer-statistics.ts'
import { asleep } from '../../../server/peers/outward/faults.ts'
import { patientClock } from '../../../server/time/patient-clock.ts'
import type { ServerClock } from '../../../server/time/server-clock.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import { VirtualTime } from '../../simulation/time.ts'

const house = parseNodeName('house.example')!
const STOOD_MS = 120_000

/** A process that can stand still: all that was due meanwhile runs at once, late. */
function process() {
  const time = new VirtualTime()
  let stoodMs = 0
  const real: ServerClock = {
    now: () => time.now() + stoodMs,
    monotonic: () => time.monotonic() + stoodMs,
    after: (ms, run) => time.after(ms, run),
    soon: (run) => time.soon(run),
  }
  return { time, clock: patientClock(real), standStill: () => (stoodMs += STOOD_MS) }
}

it('[N44] a wait that this process stood still in begins anew, as far as others have time for an answer', async () => {
  const { time, clock, standStill } = process()
  const over: string[] = []
  clock.after(10_000, () => over.push('answer'))
  clock.after(300_000, () => over.push('long'))
  await time.pass(9_900)
  standStill()
  await time.pass(9_900)
  expect(over).toEqual([])
  await time.pass(1_000)
  expect(over).toEqual(['answer'])
  await time.pass(300_000)
  expect(over).toEqual(['answer', 'long'])
  // One that nothing interrupts is as long as it is.
  clock.after(10_000, () => over.push('later'))
  await time.pass(10_000)
  expect(over).toHaveLength(3)
})

it('[N44] a node that does not answer sleeps, but not by what failed right after this one stood still', async () => {
  const { time, clock, standStill } = process()
  const figures = createFigures(clock)
  figures.heard(house, 3)
  await time.pass(60_000)
  standStill()
  figures.failed(house, asleep(house))
  expect(figures.of(house).state).toBe('awake')
  await time.pass(11_000)
  figures.failed(house, asleep(house))
  expect(figures.of(house).state).toBe('asleep')
})
