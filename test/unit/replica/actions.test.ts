import { expect, test } from 'vitest'
import { openActionQueue } from '../../../client/replica/connection/action-queue.ts'
import { NO_CONNECTION, NO_ANSWER } from '../../../shared/world/live/live-state-values.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import type { Clock } from '../../../shared/time/clock.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'

const lamp = parseArtifactId('lamp')
if (!lamp) throw new Error('no id')
const use: Action = { verb: 'use', thing: lamp }
const done = { ok: true, why: null }

function start() {
  const sent: number[] = []
  const timers: { ms: number; act: () => void; isOff: boolean }[] = []
  const clock: Clock = {
    now: () => 0,
    after(ms, act) {
      const timer = { ms, act, isOff: false }
      timers.push(timer)
      return () => {
        timer.isOff = true
      }
    },
  }
  const actions = openActionQueue(clock, (sequence) => sent.push(sequence))
  return { actions, sent, timers }
}

test('without a connection an action is refused at once, with words', async () => {
  const { actions, sent } = start()
  expect(await actions.act(use)).toEqual({ ok: false, why: NO_CONNECTION })
  expect(sent).toEqual([])
})

test('an action is sent again after a reconnect, by the same number', async () => {
  const { actions, sent } = start()
  actions.connected()
  const outcome = actions.act(use)
  actions.lost()
  actions.connected()
  expect(sent).toEqual([1, 1])
  actions.answered(1, done)
  expect(await outcome).toEqual(done)
  actions.lost()
  actions.connected()
  expect(sent).toEqual([1, 1])
})

test('actions are asked one after the other, so that the last outcome the owner keeps is always the one asked for', async () => {
  const { actions, sent } = start()
  actions.connected()
  const outcomes = [actions.act(use), actions.act(use)]
  expect(sent).toEqual([1])
  actions.answered(1, done)
  expect(sent).toEqual([1, 2])
  actions.answered(2, { ok: false, why: 'no' })
  expect(await Promise.all(outcomes)).toEqual([done, { ok: false, why: 'no' }])
})

test('after ten seconds nobody waits for the owner any more, and the next action is asked', async () => {
  const { actions, sent, timers } = start()
  actions.connected()
  const first = actions.act(use)
  const second = actions.act(use)
  expect(timers.map(({ ms }) => ms)).toEqual([10_000, 10_000])
  timers[0]?.act()
  expect(await first).toEqual({ ok: false, why: NO_ANSWER })
  expect(sent).toEqual([1, 2])
  actions.answered(1, done)
  actions.answered(2, done)
  expect(await second).toEqual(done)
  expect(timers[1]?.isOff).toBe(true)
})

test('what is closed answers everybody who waits', async () => {
  const { actions } = start()
  actions.connected()
  const outcome = actions.act(use)
  actions.close()
  expect((await outcome).ok).toBe(false)
})

test('a console is asked for once, however many look at it, and again after a reconnect', () => {
  const asked: string[] = []
  const watching = openActionQueue({ now: () => 0, after: () => () => undefined }, (sequence, { verb }) => {
    asked.push(verb)
    watching.answered(sequence, done)
  })
  watching.connected()
  const one = watching.watch(lamp)
  const other = watching.watch(lamp)
  expect(asked).toEqual(['watch'])
  watching.connected()
  expect(asked).toEqual(['watch', 'watch'])
  one()
  one()
  expect(asked).toEqual(['watch', 'watch'])
  other()
  expect(asked).toEqual(['watch', 'watch', 'unwatch'])
  watching.connected()
  expect(asked).toEqual(['watch', 'watch', 'unwatch'])
})
