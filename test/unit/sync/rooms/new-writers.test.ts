// [S19] New client ids by who brings them.
import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { NewWriters, whyNoNewWriter } from '../../../../server/sync/rooms/new-writers.ts'
import {
  ANONYMOUS,
  BEHAVIOR,
  HOST,
  makeMemberId,
  makeWorldId,
  type MemberId,
} from '../../../../shared/world/address.ts'
import { presenceFrame, syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { writeEntries } from '../../../../server/sync/sync-server.ts'
import { turnClock } from '../../time/turn-clock.ts'
import { RawClient } from '../client.ts'
import { startNode, type TestNode } from '../node.ts'
import { openStock } from '../stock.ts'
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

it('[S19] leaves the last client ids to the owner, and to programs, which bring none by themselves', () => {
  expect(whyNoNewWriter(world, ANONYMOUS, 40_000)).toBeNull()
  expect(whyNoNewWriter(world, ANONYMOUS, 40_001)).toContain('kept for its owner')
  for (const member of [ada, BEHAVIOR]) expect(whyNoNewWriter(world, member, 50_000)).toBeNull()
  for (const member of [ada, HOST]) expect(whyNoNewWriter(world, member, 50_001)).toContain('is full')
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

/** Brings 1,000 new client ids, so that all without a session have none left. */
async function useUp(node: TestNode): Promise<RawClient> {
  const client = await RawClient.open(`${node.url}/ada/garden?inkland=1`)
  client.send(syncFrame('step1', Uint8Array.of(0)))
  for (const saved of [1, 2, 3]) {
    client.send(lettersOf(saved === 1 ? 202 : 400))
    await until(() => client.saved === saved, 'it is saved')
  }
  return client
}

/** A clock that a test sets forward. */
function clockAhead() {
  let aheadMs = 0
  return {
    ...systemClock,
    now: () => systemClock.now() + aheadMs,
    monotonic: () => systemClock.monotonic() + aheadMs,
    ahead(ms: number): void {
      aheadMs += ms
    },
  }
}

it('[S19] only an edit waits for new client ids: presence and other edits of the same tab do not', async () => {
  const clock = clockAhead()
  const node = await startNode({ clock })
  nodes.push(node)
  const stranger = await RawClient.open(`${node.url}/ada/garden?inkland=1`)
  stranger.send(syncFrame('step1', Uint8Array.of(0)))
  const doc = new Y.Doc()
  doc.getText('here').insert(0, 'a')
  stranger.send(syncFrame('update', Y.encodeStateAsUpdate(doc)))
  await until(() => stranger.saved === 1, 'they wrote before')
  const reader = openStock(node.url, 'ada/garden')
  await until(() => reader.synced, 'somebody reads')
  const other = await useUp(node)
  const later = new Y.Doc()
  later.getText('later').insert(0, 'b')
  stranger.send(syncFrame('update', Y.encodeStateAsUpdate(later)))
  await until(
    () => stranger.of('held').at(-1)?.text?.includes('waits for its turn') === true,
    'it is told so',
  )
  const clocks = Y.encodeStateVector(doc)
  doc.getText('here').insert(1, 'c')
  const state = JSON.stringify({ user: { name: 'S' }, cursor: null })
  stranger.send(
    presenceFrame(writeEntries([{ id: doc.clientID, clock: 1, state }])),
    syncFrame('update', Y.encodeStateAsUpdate(doc, clocks)),
  )
  await until(() => reader.awareness.getStates().has(doc.clientID), 'they are seen')
  await until(() => reader.doc.getText('here').toJSON() === 'ac', 'what they write in their tab is read')
  expect(reader.doc.getText('later').toJSON()).toBe('')
  expect(stranger.saved).toBe(1)
  const asked = stranger.of('step1').length
  clock.ahead(5 * 60_000)
  await until(() => stranger.of('step1').length > asked, 'they are asked for it')
  expect(stranger.of('held').at(-1)?.text).toBeNull()
  stranger.send(syncFrame('step2', Y.mergeUpdates([doc, later].map((each) => Y.encodeStateAsUpdate(each)))))
  await until(() => reader.doc.getText('later').toJSON() === 'b', 'it is read')
  await until(() => stranger.saved === 4, 'all of it is saved')
  reader.destroy()
  for (const client of [stranger, other]) client.close()
})

it('[S19] a stock client that has to wait is seen meanwhile, and gives what it wrote when it is asked', async () => {
  const clock = clockAhead()
  const node = await startNode({ clock })
  nodes.push(node)
  const [reader, stranger] = [openStock(node.url, 'ada/garden'), openStock(node.url, 'ada/garden')]
  await until(() => reader.synced && stranger.synced, 'they are there')
  const other = await useUp(node)
  stranger.doc.getText('mine').insert(0, 'a')
  stranger.doc.getText('mine').insert(1, 'b')
  stranger.awareness.setLocalStateField('user', { name: 'S' })
  const shown = () => reader.awareness.getStates().get(stranger.doc.clientID)
  await until(() => shown()?.['user'] !== undefined, 'they are seen')
  expect(reader.doc.getText('mine').toJSON()).toBe('')
  clock.ahead(5 * 60_000)
  await until(() => reader.doc.getText('mine').toJSON() === 'ab', 'what they wrote is read')
  for (const provider of [reader, stranger]) provider.destroy()
  other.close()
})
