// Whether a node is well is asked of its store anew, whatever the clock on the wall says.
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { healthRoutes } from '../../../server/http/monitoring/health-routes.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import { createFaultyStore } from '../../fault/disk/faulty-store.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { until } from '../../process.ts'

test('a disk that fails after the clock was ahead for a while is told', async () => {
  let [aheadMs, isFailing] = [400 * DAY_MS, false]
  const store = createFaultyStore(createMemoryStore(), { failOn: (call) => isFailing && call === 'probe' })
  const clock = { ...systemClock, now: () => Date.now() + aheadMs }
  const routes = healthRoutes({ store, clock, log: pino({ level: 'silent' }) })
  const server = createServer(express().use(routes)).listen(0, '127.0.0.1')
  try {
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const status = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/healthz`)).status
    expect(await status()).toBe(200)
    ;[aheadMs, isFailing] = [0, true]
    await until('the disk is told to fail', async () => (await status()) === 503)
  } finally {
    server.close()
  }
})
