// [S19] New client ids by who brings them.
import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { NewWriters, whyNoNewWriter } from '../../../../server/sync/rooms/new-writers.ts'
import { ANONYMOUS, makeMemberId, makeWorldId, type MemberId } from '../../../../shared/world/address.ts'
import { syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { turnClock } from '../../time/turn-clock.ts'
import { RawClient } from '../client.ts'
import { startNode, type TestNode } from '../node.ts'
import { until } from '../until.ts'

const nodes: TestNode[] = []
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop()
})

const bytesOf = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
const ada = makeMemberId(bytesOf)
const world = { id: makeWorldId(bytesOf), owner: ada }

/** A letter of each of so many writers. */
function lettersOf(count: number): Uint8Array {
  const letters = Array.from({ length: count }, () => {
    const doc = new Y.Doc()
    doc.getText('words').insert(0, 'a')
    return Y.encodeStateAsUpdate(doc)
  })
  return syncFrame('update', Y.mergeUpdates(letters))
}

it('[S19] leaves the last client ids to the owner', () => {
  expect(whyNoNewWriter(world, ANONYMOUS, 40_000)).toBeNull()
  expect(whyNoNewWriter(world, ANONYMOUS, 40_001)).toContain('kept for its owner')
  expect(whyNoNewWriter(world, ada, 50_000)).toBeNull()
})

it('[S19] paces new client ids by member and world, and the owner’s not at all', () => {
  let now = 0
  const writers = new NewWriters({ ...turnClock(1), now: () => now })
  const mayBring = (where: typeof world, member: MemberId): boolean => writers.waitMs(where, member) === 0
  writers.count(world, ANONYMOUS, 800)
  expect(mayBring(world, ANONYMOUS)).toBe(true)
  // One piece comes in as a whole; what is over it is waited for.
  writers.count(world, ANONYMOUS, 202)
  expect(writers.waitMs(world, ANONYMOUS)).toBe(90_000)
  expect(mayBring(world, makeMemberId(bytesOf))).toBe(true)
  expect(mayBring({ ...world, id: makeWorldId(bytesOf) }, ANONYMOUS)).toBe(true)
  writers.count(world, ada, 50_000)
  expect(mayBring(world, ada)).toBe(true)
  now = 90_001
  // Whoever asks and waits pays nothing.
  for (let times = 0; times < 5; times++) expect(mayBring(world, ANONYMOUS)).toBe(true)
  writers.count(world, ANONYMOUS, 1)
  expect(mayBring(world, ANONYMOUS)).toBe(false)
})

it('[S19] has strangers wait on all their connections together, while others write on', async () => {
  const node = await startNode()
  nodes.push(node)
  const enter = async (query = ''): Promise<RawClient> => {
    const client = await RawClient.open(`${node.url}/ada/garden?inkland=1${query}`)
    client.send(syncFrame('step1', Uint8Array.of(0)))
    await until(() => client.of('step2').length > 0, 'it is answered')
    return client
  }
  const [one, other, friend] = [await enter(), await enter(), await enter(`&member=${makeMemberId(bytesOf)}`)]
  for (const stranger of [one, other]) {
    stranger.send(lettersOf(400))
    await until(() => stranger.saved === 1, 'it is saved')
  }
  one.send(lettersOf(400))
  await until(() => one.saved === 2, 'what began in time is saved as a whole')
  other.send(lettersOf(400))
  await until(() => other.of('held').length > 0, 'it is said that it waits')
  for (const saved of [1, 2, 3]) {
    friend.send(lettersOf(1))
    await until(() => friend.saved === saved, 'the other member writes on')
  }
  expect([one.saved, other.saved]).toEqual([2, 1])
  expect([...one.of('refused'), ...other.of('refused')]).toEqual([])
  for (const client of [one, other, friend]) client.close()
})
