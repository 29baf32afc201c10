// When the process that leads gives worlds away, which, and to whom.
import { expect, it } from 'vitest'
import { measureLoad, LOAD_MS } from '../../../server/cluster/process-load.ts'
import { createWorldBalance } from '../../../server/cluster/holders/world-balance.ts'
import type { WorldKey } from '../../../server/contracts/world-record.ts'
import type { ProcessId } from '../../../server/storage/lease-store.ts'
import { VirtualTime } from '../../simulation/time.ts'

const MINUTE = 60_000
const keys = (from: number, count: number): WorldKey[] =>
  Array.from({ length: count }, (_, n) => (from + n) as WorldKey)

/** A process that leads with thirty worlds, busy from 0.6 of a core on; and two others. */
function leading(load: number, others: Readonly<Record<string, number>>) {
  const time = new VirtualTime()
  const here = new Set(keys(1, 30))
  const given: [WorldKey, string][] = []
  const state = { load, takes: true }
  const node = {
    worldsToGive: (most: number, stays: (key: WorldKey) => boolean) =>
      Promise.resolve([...here].filter((key) => !stays(key)).slice(0, most)),
    letGo: () => Promise.resolve(),
    attend: () => Promise.resolve(),
  }
  const balance = createWorldBalance({
    clock: time,
    busyFrom: 0.6,
    load: () => state.load,
    leases: { leave: () => undefined },
    coming: { open: () => Promise.resolve() },
    node: () => node,
    holders: {
      loads: () => Promise.resolve(Object.entries(others).map(([id, share]) => ({ id, load: share }))),
      expect: (process) => Promise.resolve(process as ProcessId),
      give(process, world) {
        if (state.takes) here.delete(world)
        given.push([world, process])
        return Promise.resolve(state.takes)
      },
    },
  })
  return { time, here, given, state, balance }
}

it('[L44] one that is busy gives few worlds at a time to the one with the least work, until it is not busy', async () => {
  const { given, state, balance } = leading(0.9, { one: 0.3, two: 0.2 })
  await balance.look()
  expect(given).toEqual(keys(1, 10).map((key) => [key, 'two']))
  await balance.look()
  expect(given).toHaveLength(20)
  state.load = 0.59
  await balance.look()
  expect(given).toHaveLength(20)
})

it('[L44] it keeps them where the others have as much to do, or there are none', async () => {
  const busy = leading(0.9, { one: 0.6 })
  await busy.balance.look()
  expect(busy.given).toEqual([])
  const alone = leading(0.9, {})
  await alone.balance.look()
  expect(alone.given).toEqual([])
})

it('[L44] a world that came back, or that nobody took, stays for ten minutes', async () => {
  const { time, here, given, state, balance } = leading(0.9, { one: 0.1 })
  for (const key of here) if (key !== 7) here.delete(key)
  balance.keep(7 as WorldKey)
  await balance.look()
  expect(given).toEqual([])
  await time.pass(10 * MINUTE + 1)
  state.takes = false
  await balance.look()
  expect(given).toHaveLength(1)
  await balance.look()
  expect(given).toHaveLength(1)
  await time.pass(10 * MINUTE + 1)
  state.takes = true
  await balance.look()
  expect([given.length, here.size]).toEqual([2, 0])
})

it('the work of a process is the share of a core that it used lately', async () => {
  const time = new VirtualTime()
  let used = 40_000
  const load = measureLoad(time, () => used)
  expect(load.share()).toBe(0)
  used += LOAD_MS / 2
  await time.pass(LOAD_MS)
  expect(load.share()).toBe(0.5)
  used += LOAD_MS * 2
  await time.pass(LOAD_MS)
  expect(load.share()).toBe(2)
  load.end()
})
