// Waiting for outcomes that may never come: it is given up when the life of the world is lost, and outcomes
// that came leave nothing in memory.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createPendingOutcomes, type LifeReceiver } from '../../../server/owner/worlds/pending-outcomes.ts'
import type { OutcomeReceiver } from '../../../shared/play/acts/action.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { VirtualTime } from '../../simulation/time.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const DONE: Outcome = { ok: true, why: null }

/** Waits for outcomes of one life of a world, which the test can lose, and notes what is told. */
function waits(isFailure = false) {
  const time = new VirtualTime()
  const lost = Promise.withResolvers<null>()
  const told: string[] = []
  let isLost = false
  const pending = createPendingOutcomes({ lost: lost.promise, isLost: () => isLost, clock: time })
  const receiver = (name: string, dueAt: number): LifeReceiver => ({
    dueAt,
    came: (outcome) => void told.push(`${name} ${outcome === null ? 'lost' : 'done'} ${time.at}`),
    late: () => void told.push(`${name} late ${time.at}`),
    failed: (error) => void told.push(`${name} ${String(error)}`),
  })
  return {
    time,
    told,
    pending,
    receiver,
    lose: () => {
      isLost = isFailure
      lost.resolve(null)
    },
    wait: (name: string, dueAt = 60_000): OutcomeReceiver => {
      const begun: OutcomeReceiver[] = []
      pending.wait(receiver(name, dueAt), (one) => begun.push(one))
      const [only] = begun
      if (only === undefined) throw new Error('it was not begun')
      return only
    },
  }
}

test('what is done is answered once, and what fails fails', () => {
  const { wait, told } = waits()
  const [one, other] = [wait('one'), wait('other')]
  one.answered(DONE)
  one.answered(DONE)
  one.failed('late')
  other.failed('broken')
  expect(told).toEqual(['one done 0', 'other broken'])
})

test('what cannot be begun fails, and is not late as well', async () => {
  const { pending, receiver, told, time } = waits()
  pending.wait(receiver('one', 3_000), () => {
    throw new Error('no')
  })
  await time.pass(5_000)
  expect(told).toEqual(['one Error: no'])
})

test('what waits when it is lost is given up, and nothing is begun after that', async () => {
  const { wait, lose, told, pending, receiver } = waits()
  const one = wait('one')
  lose()
  await nextTurn()
  one.answered(DONE)
  let begun = 0
  pending.wait(receiver('other', 60_000), () => (begun += 1))
  expect(told).toEqual(['one lost 0', 'other lost 0'])
  expect(begun).toBe(0)
})

test('a failure for the reason that it is lost is no failure of the action', () => {
  const { wait, lose, told } = waits(true)
  const one = wait('one')
  lose()
  one.failed('the play is over')
  expect(told).toEqual(['one lost 0'])
})

test('who waits too long is told so when their time is over, whoever waits longer or shorter', async () => {
  const { wait, told, time } = waits()
  const first = wait('long', 8_000)
  wait('short', 3_000)
  wait('again', 8_000)
  await time.pass(5_000)
  first.answered(DONE)
  await time.pass(5_000)
  expect(told).toEqual(['short late 3000', 'long done 5000', 'again late 8000'])
})

test('nothing stays of what was done, however long it may still be lost', async () => {
  const { pending } = waits()
  const done: WeakRef<object>[] = []
  for (let n = 0; n < 1000; n++) {
    const receiver: LifeReceiver = {
      dueAt: 60_000,
      came: (outcome) => outcome !== null && done.push(new WeakRef(outcome)),
      late: () => undefined,
      failed: () => undefined,
    }
    pending.wait(receiver, (told) => told.answered({ ok: true, why: null }))
  }
  await nextTurn()
  collect()
  await nextTurn()
  expect(done).toHaveLength(1000)
  // The last one may still be in a register.
  expect(done.filter((each) => each.deref() !== undefined).length).toBeLessThan(10)
})
