// What reads the words of scenes holds no room that is closed.
import { expect, it } from 'vitest'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { makeWorld } from '../../contract/made.ts'
import { openRooms } from '../../../server/sync/node-rooms.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { collectGarbage } from '../../../server/workers/garbage-collection.ts'
import { seededRandom } from '../../simulation/random.ts'

it('[S22] a room that is closed while the words of another are read is let go of', async () => {
  const store = createMemoryStore()
  const [first, second] = [await makeWorld(store, 'ada'), await makeWorld(store, 'bob')]
  const [isKeeping, mayKeep] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const keepWords = store.keepWords.bind(store)
  store.keepWords = async (world, words) => {
    if (world === first.key) {
      isKeeping.resolve()
      await mayKeep.promise
    }
    return keepWords(world, words)
  }
  let laterMs = 0
  const clock = { ...systemClock, now: () => systemClock.now() + laterMs }
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const { bytes: random } = seededRandom(1)
  const { rooms } = openRooms({ store, clock, random, log, makeMissing: false })
  const refs: WeakRef<object>[] = []
  for (const world of [first, second]) {
    await rooms.enter(world, 'scene', (room) => {
      rooms.facts.touch(room)
      refs.push(new WeakRef(room))
    })
  }
  laterMs = 5_000
  const kept = rooms.facts.keepWords()
  await isKeeping.promise
  await rooms.close(second.key, CLOSE.goingAway, '')
  mayKeep.resolve()
  await kept
  await expect
    .poll(() => {
      collectGarbage()
      return refs[1]?.deref() === undefined
    })
    .toBe(true)
  expect(refs[0]?.deref()).toBeDefined()
  await rooms.stop({ code: CLOSE.goingAway, reason: '' })
})
