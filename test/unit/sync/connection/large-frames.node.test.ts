// A class that comes back after a restart sends a large frame each, at once: they wait for their turn and
// stay connected. What waits counts by its bytes.
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { NO_MEMBER } from '../../../../server/contracts/request-member.ts'
import { FrameTurn } from '../../../../server/sync/connection/frame-turn.ts'
import { Inbox } from '../../../../server/sync/connection/frame-inbox.ts'
import { UnfinishedFrames } from '../../../../server/sync/connection/unfinished-frames.ts'
import { createSync } from '../../../../server/sync/sync-server.ts'
import { createTrialPool } from '../../../../server/sync/validation/trial-pool.ts'
import { DIRECT_BYTES } from '../../../../server/sync/validation/work-bounds.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { until } from '../../../process.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { VirtualTime } from '../../../simulation/time.ts'
import { SimulatedWire } from '../../../simulation/wire.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'

/** All without a session: one sender. */
const CLASS = 40

it('[S18] a class without sessions sends a large frame each at once, and nobody is closed', async () => {
  const trials = createTrialPool({ clock: systemClock })
  const sync = createSync({
    store: createMemoryStore(),
    clock: systemClock,
    random: seededRandom(1).bytes,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    rightOf: () => 'own',
    makeMissing: true,
    trials,
  })
  const enter = (): SimulatedWire => {
    const wire = new SimulatedWire()
    wire.listener = sync.connect(wire, 'ada/garden', new URLSearchParams(), NO_MEMBER)
    return wire
  }
  const wires = Array.from({ length: CLASS }, enter)
  const allAreRead = (): boolean => wires.every(({ isPaused, closed }) => !isPaused || closed !== null)
  await until('all are in', allAreRead)
  // Who sent nothing yet may send no large frame.
  for (const wire of wires) wire.receive(syncFrame('step1', Uint8Array.of(0)))
  await until('all asked for the state', allAreRead)
  for (const [n, wire] of wires.entries()) {
    const doc = new Y.Doc()
    doc.getMap('state').set(`of ${n}`, 'x'.repeat(DIRECT_BYTES))
    wire.receive(syncFrame('step2', Y.encodeStateAsUpdate(doc)))
  }
  expect(wires.every(({ isPaused }) => isPaused)).toBe(true)
  // Who leaves meanwhile takes nobody's place.
  const [left, ...others] = wires.toReversed()
  left?.cut()
  await until('all are taken in', allAreRead)
  expect(others.flatMap(({ closed }) => closed ?? [])).toEqual([])
  expect(sync.stats().savedUpdates).toBe(CLASS - 1)
  await sync.stop()
  await trials.close()
})

it('[S20] a frame that waits to be taken in counts among those on their way, until it is', () => {
  const parts = { turn: new FrameTurn(new VirtualTime()), intake: new UnfinishedFrames(1_000) }
  const closed: string[] = []
  const senders = ['ada', 'bob', 'cyd'].map((by) => {
    const inbox = new Inbox(parts, new SimulatedWire(), {
      by,
      noRoom() {
        closed.push(by)
        inbox.close()
      },
      read: () => inbox.hold('waiting'),
    })
    inbox.release()
    return inbox
  })
  const [ada, bob, cyd] = senders as [Inbox, Inbox, Inbox]
  ada.take(new Uint8Array(600))
  ada.again(() => undefined)
  bob.take(new Uint8Array(700))
  expect(closed).toEqual([])
  cyd.take(new Uint8Array(400))
  expect(closed).toEqual(['bob'])
})
