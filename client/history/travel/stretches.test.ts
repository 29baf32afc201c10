// Stretches of the past: fetched page by page, and kept on the device.
import { afterEach, expect, it, vi } from 'vitest'
import type { HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import type { KeptHistory } from '../../session/kept-history.ts'
import { Stretches } from './stretches.ts'

afterEach(() => vi.unstubAllGlobals())

/** How many steps the device was given, each time, of a session of 40 that come ten by ten. */
async function keptOf(fetched: number): Promise<readonly number[]> {
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  const kept: number[] = []
  const keep: KeptHistory['keep'] = (_kind, _revision, value) => {
    kept.push((value as { steps: readonly unknown[] }).steps.length)
    return Promise.resolve()
  }
  vi.stubGlobal('fetch', (path: string) => {
    const first = Number(/from=(\d+)/.exec(path)?.[1])
    if (first >= fetched) return Promise.reject(new TypeError('no network'))
    const steps = Array.from({ length: 10 }, (_, i) => ({
      from: first + i,
      to: first + i + 1,
      at: 0,
      authors: [],
      things: null,
    }))
    return Promise.resolve(Response.json({ steps }))
  })
  const device: KeptHistory = {
    keep,
    read: () => Promise.resolve(null),
    revisions: () => Promise.resolve([]),
  }
  const stretches = new Stretches(address, () => Promise.resolve(device))
  const session = { from: 0, to: 40 } as HistorySession
  expect(await stretches.fetch(session)).toBe(fetched >= 40)
  expect(stretches.of(session)).toHaveLength(fetched)
  return kept
}

it('a long session is written to the device once, and so is the part that came', async () => {
  expect(await keptOf(40)).toEqual([40])
  expect(await keptOf(20)).toEqual([20])
})
