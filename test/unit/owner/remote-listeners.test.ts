// Programs that run elsewhere and hear of a world here: nobody waits for one for long, none is told without
// end, and each life of the world knows them.
import { expect, test } from 'vitest'
import { RemoteListeners } from '../../../server/owner/away/remote-listeners.ts'
import type { WorldKey } from '../../../server/contracts/world-record.ts'
import type { ActionClient } from '../../../server/sync/sync-server.ts'
import { makeEvent } from '../../../shared/play/acts/act-event.ts'
import type { EventSubscription } from '../../../shared/play/acts/action.ts'
import type { VisitingListener } from '../../../shared/play/programs/visiting-listeners.ts'
import type { WireEvent } from '../../../shared/wire/frames/action-frames.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { id } from '../world/made.ts'
import { member } from './visitors.ts'

const WORLD = 1 as WorldKey
const ADA = id('ada')
const TO: readonly EventSubscription[] = [{ kind: 'before', event: 'use', role: 'object' }]

function start() {
  const time = new VirtualTime()
  const remoteListeners = new RemoteListeners(time)
  const told: WireEvent[] = []
  const tab = (): ActionClient => ({
    member: { id: member('ada'), name: 'ada', session: 's' },
    right: () => 'act',
    refusal: () => null,
    tell: (event) => void told.push(event),
  })
  return { time, remoteListeners, told, tab }
}

/** A life of the world, and its reports of Ada's program. */
function life(remoteListeners: RemoteListeners) {
  let listener: VisitingListener | null = null
  const play = {
    setVisitingListener: (_body: unknown, now: VisitingListener | null) => void (listener = now),
  }
  const end = remoteListeners.played(WORLD, play)
  return {
    end,
    isHeard: (): boolean => listener !== null,
    of: (): VisitingListener => {
      if (listener === null) throw new Error('nobody listens')
      return listener
    },
  }
}

const used = makeEvent('use', 0, { object: ADA })

test('[N51] what is answered in time counts; who does not answer refuses nothing, and is left in peace for a while', async () => {
  const { time, remoteListeners, told, tab } = start()
  const [asker, { of }] = [tab(), life(remoteListeners)]
  remoteListeners.listen(WORLD, ADA, asker, TO)
  const why = of().ask(used)
  expect(told).toEqual([{ type: 'asked', ask: 1, event: used }])
  // Nobody else answers for it.
  remoteListeners.answer(WORLD, tab(), 1, 'Not I.')
  remoteListeners.answer(WORLD, asker, 2, 'Nor this.')
  remoteListeners.answer(WORLD, asker, 1, 'No.')
  expect(await why).toBe('No.')

  const late = of().ask(used)
  await time.pass(1_600)
  expect(await late).toBeNull()
  remoteListeners.answer(WORLD, asker, 2, 'No.')
  expect(await of().ask(used)).toBeNull()
  expect(told).toHaveLength(2)
  // Nor by saying anew what it wants to hear.
  remoteListeners.listen(WORLD, ADA, asker, TO)
  expect(await of().ask(used)).toBeNull()
  await time.pass(10_000)
  const again = of().ask(used)
  remoteListeners.answer(WORLD, asker, 3, 'No again.')
  expect(await again).toBe('No again.')
})

test('[N51] of a flood it is told a part, and of many questions some are not asked', async () => {
  const { time, remoteListeners, told, tab } = start()
  const { of } = life(remoteListeners)
  remoteListeners.listen(WORLD, ADA, tab(), TO)
  for (let each = 0; each < 500; each += 1) of().tell(used)
  expect(told).toHaveLength(100)
  told.length = 0
  const asked = Array.from({ length: 50 }, () => of().ask(used))
  expect(told).toHaveLength(20)
  await time.pass(2_000)
  expect(await Promise.all(asked)).toEqual(asked.map(() => null))
})

test('[N51] the next life of a world knows them; a later connection takes over, and the end of an earlier one is nothing', () => {
  const { remoteListeners, told, tab } = start()
  const [first, second] = [tab(), tab()]
  const one = life(remoteListeners)
  remoteListeners.listen(WORLD, ADA, first, TO)
  expect(one.of().to).toEqual(TO)
  one.end()
  const two = life(remoteListeners)
  expect(two.of().to).toEqual(TO)
  remoteListeners.listen(WORLD, ADA, second, TO)
  remoteListeners.gone(WORLD, first)
  two.of().tell(used)
  expect(told).toHaveLength(1)
  remoteListeners.gone(WORLD, second)
  expect(two.isHeard()).toBe(false)
})
