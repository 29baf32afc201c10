// What a process that does not lead asks of the one that does, which may end meanwhile.
import { expect, it } from 'vitest'
import { createHeldLeading } from '../../../server/cluster/holders/held-leading.ts'
import type { HolderLink } from '../../../server/cluster/holders/holder-link.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { ada } from '../../contract/made.ts'
import { VirtualTime } from '../../simulation/time.ts'

const LATE = { ok: false, why: 'That world cannot be reached now. Try again.' }

type Leader = Pick<HolderLink, 'isOpen' | 'ask'> | null

/** Somebody puts back what they hold; `leads` is asked who leads then. */
function putBack(leads: (at: number) => Leader) {
  const clock = new VirtualTime()
  const nothing = (): Promise<void> => Promise.resolve()
  const leading = createHeldLeading({
    clock,
    store: { personOf: () => Promise.resolve(null) },
    link: () => leads(clock.at) as HolderLink | null,
    letGo: nothing,
    giveUp: nothing,
    placeAbroad: () => null,
  })
  const told: { outcome: Outcome | null } = { outcome: null }
  void leading.putBack(ada).then((outcome) => (told.outcome = outcome))
  return { clock, told }
}

it('[O3] one that ends before it answers: the next one is asked, and nobody is told of the first', async () => {
  const ended = Promise.withResolvers<never>()
  const stopping = { isOpen: true, ask: () => ended.promise }
  const next = { isOpen: true, ask: () => Promise.resolve({ ok: true, why: null }) }
  const { clock, told } = putBack((at) => (at < 500 ? stopping : at < 1_000 ? null : next))
  await clock.pass(500)
  expect(told.outcome).toBeNull()
  ended.reject(new Error('The connection between processes broke.'))
  await clock.pass(1_000)
  expect(told.outcome).toEqual({ ok: true, why: null })
})

it.each([
  ['nobody leads', null],
  ['the one that leads does not answer', { isOpen: true, ask: () => new Promise(() => {}) }],
])('[O3] where %s for long, whoever acts is told so in time', async (_what, leader) => {
  const { clock, told } = putBack(() => leader)
  await clock.pass(5_000)
  expect(told.outcome).toBeNull()
  await clock.pass(2_000)
  expect(told.outcome).toEqual(LATE)
})
