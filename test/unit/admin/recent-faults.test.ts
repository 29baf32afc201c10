// The last faults of programs, for those who look after a node.
import { expect, test } from 'vitest'
import { openCounting, type SandboxCounts } from '../../../server/owner/sandboxes/sandbox-counts.ts'
import { createRecentFaults } from '../../../server/owner/worlds/recent-faults.ts'
import type { FaultData, Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import { id } from '../world/made.ts'

const fault = (message: string, kind: FaultData['kind'] = 'error'): FaultData => ({ kind, message, line: 1 })

test('the last ones are kept, the newest first, and all are counted by world', () => {
  let now = 0
  const recent = createRecentFaults({ now: () => (now += 1) })
  for (let number = 0; number < 120; number++) recent.note('garden', id('lamp'), fault(`fault ${number}`))
  recent.note('orchard', id('cat'), fault('x'.repeat(10_000)))
  const last = recent.last()
  expect(last.length).toBe(50)
  expect(last[0]).toMatchObject({ world: 'orchard', thing: 'cat', at: 121 })
  expect(last[0]?.message.length).toBe(300)
  expect(last[1]?.message).toBe('fault 119')
  expect([recent.countOf('garden'), recent.countOf('orchard'), recent.countOf('nowhere')]).toEqual([
    120, 1, 0,
  ])
})

test('a sandbox tells of each fault with its world and thing, and not of programs that were lost with their worker', async () => {
  const told: string[] = []
  const counts: SandboxCounts = {
    programs: 0,
    faults: 0,
    onFault: (world, thing, { message }) => void told.push(`${world} ${thing} ${message}`),
  }
  const faults = [fault('oh'), null, fault('gone', 'lost')]
  const sandbox: Sandbox = {
    patch: () => {},
    run: (jobs) =>
      Promise.resolve(
        jobs.map(({ artifact }) => ({
          artifact,
          results: faults.map((each) => ({ effects: [], logs: [], fault: each, refusal: null })),
        })),
      ),
    stop: () => {},
    close: () => {},
  }
  const counting = openCounting({ open: () => sandbox, stats: () => ({ killed: 0 }) }, 'garden', counts)
  const start = { code: '', shared: {}, memory: {}, settings: {}, timers: {} }
  await counting.run([{ artifact: id('lamp'), deliveries: [{ type: 'start', start }] }])
  expect(told).toEqual(['garden lamp oh'])
  expect(counts.faults).toBe(1)
})
