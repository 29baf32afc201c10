// A process that stood still longer than its lease lasts finds out when it is asked for something.
import { expect, it } from 'vitest'
import { LEASE_MS } from '../../../server/owner/leases/process-heartbeat.ts'
import type { ServerClock } from '../../../server/sync/sync-server.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { furnish, startPlayed, Tab } from './visitors.ts'

it('[O3] what is asked of a world whose lease ran out is done in its next life, and nobody is told a fault', async () => {
  let stood = 0
  const clock: ServerClock = {
    ...systemClock,
    now: () => systemClock.now() + stood,
    monotonic: () => systemClock.monotonic() + stood,
  }
  const faults: unknown[] = []
  const node = await startPlayed({
    owner: { clock },
    sync: {
      actions: {
        act: (...asked) =>
          node.owner.act(...asked).catch((error: unknown): Outcome => {
            faults.push(error)
            return { ok: false, why: 'fault' }
          }),
        failed: () => undefined,
        gone: (...of) => node.owner.gone(...of),
        came: (...of) => node.owner.came(...of),
      },
    },
  })
  await furnish(node, 'ada/garden', [])
  const ada = await Tab.open(node, 'ada', 'ada/garden', 'a')
  expect(await ada.ask({ verb: 'visit' })).toEqual({ ok: true, why: null })
  stood += 2 * LEASE_MS
  expect(await ada.ask({ verb: 'walk', to: { x: 300, y: 300 } })).toEqual({ ok: true, why: null })
  expect(faults).toEqual([])
  await node.stop()
})
