import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { knownWorlds } from '../../../client/replica/storage/known-worlds.ts'
import { readPlace } from '../../../client/replica/storage/places.ts'
import { placeOf } from '../../../client/replica/storage/stored-rows.ts'
import { StoreFault } from '../../../server/storage/store.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { Machine } from './machine.ts'
import { startNode, type Node } from './node.ts'
import {
  GARDEN,
  isSaved,
  keptOf,
  storedWords,
  textOf,
  untilKept,
  untilSaved,
  wordsOf,
  write,
} from './writing.ts'

let node: Node
let ada: Machine
let server: string

beforeEach(async () => {
  node = await startNode()
  ada = new Machine('ada')
  server = node.serverFor(ada.member)
})

afterEach(async () => {
  await ada.shutDown()
  await node.stop()
})

test('what is written is on the disk of the server when the mark says saved', async () => {
  const { replica } = ada.open(server, GARDEN)
  await replica.ready
  await untilSaved(replica)
  write(replica, 'hello')
  expect(replica.sync).toEqual({ state: 'saving', changes: 1 })
  await untilSaved(replica)
  expect(await storedWords(node)).toBe('hello')
})

test('edits made without a network outlast a reload, are shown, and are saved once it is back', async () => {
  const first = ada.open(server, GARDEN)
  await first.replica.ready
  write(first.replica, 'one ')
  await untilSaved(first.replica)
  ada.goOffline()
  write(first.replica, 'two ')
  write(first.replica, 'three')
  expect(first.replica.sync).toEqual({ state: 'offline', changes: 2, stored: 0, keeps: true })
  await untilKept(first.replica, 2)
  await first.close()

  const { replica } = ada.open(server, GARDEN)
  await replica.ready
  expect(wordsOf(replica)).toBe('one two three')
  expect(replica.sync).toEqual({ state: 'offline', changes: 2, stored: 2, keeps: true })
  ada.goOnline()
  await untilSaved(replica)
  expect(await storedWords(node)).toBe('one two three')
})

test('[R2] what the mark counts as kept outlasts a browser that ends in the middle of typing', async () => {
  const first = ada.open(server, GARDEN)
  await untilSaved(first.replica)
  ada.goOffline()
  let tab = first
  for (const stopAt of [1, 3, 7, 20]) {
    const had = wordsOf(tab.replica).length
    for (let i = 0; i < 40; i++) {
      write(tab.replica, 'x')
      await new Promise(setImmediate)
      if (keptOf(tab.replica) >= had + stopAt) break
    }
    await untilKept(tab.replica, had + stopAt)
    const kept = keptOf(tab.replica)
    tab.crash()
    tab = ada.open(server, GARDEN)
    await until(() => keptOf(tab.replica) >= kept, `the next one has the ${kept} that were kept`)
    expect(wordsOf(tab.replica).length).toBe(keptOf(tab.replica))
  }
})

test('a network that says it is gone is believed at once, though its sockets say nothing', async () => {
  const { replica } = ada.open(server, GARDEN)
  await replica.ready
  await untilSaved(replica)
  ada.goSilentlyOffline()
  write(replica, 'one')
  expect(replica.sync).toMatchObject({ state: 'offline', changes: 1, keeps: true })
  ada.wiretap = () => 'pass'
  ada.goOnline()
  await untilSaved(replica)
  expect(await storedWords(node)).toBe('one')
})

test('a saved world opens without a network, also after the browser was killed', async () => {
  const first = ada.open(server, GARDEN)
  await first.replica.ready
  write(first.replica, 'kept')
  await untilSaved(first.replica)
  const { database } = first.device
  const place = placeOf(first.replica.world!, 'scene')
  await until(async () => (await readPlace(database, place)).unsaved.length === 0, 'the device has noted it')
  first.crash()
  ada.goOffline()
  const { replica } = ada.open(server, GARDEN)
  await replica.ready
  expect(wordsOf(replica)).toBe('kept')
  await until(() => replica.sync.state === 'offline', 'the mark says offline')
  expect(replica.sync).toEqual({ state: 'offline', changes: 0, stored: 0, keeps: true })
})

test('edits of two people who were both offline merge', async () => {
  const bob = new Machine('bob')
  const here = ada.open(server, GARDEN).replica
  const there = bob.open(node.serverFor(bob.member), GARDEN).replica
  await Promise.all([here.ready, there.ready])
  write(here, 'and')
  await untilSaved(here)
  await until(() => wordsOf(there) === 'and', 'bob sees it')
  ada.goOffline()
  bob.goOffline()
  write(here, ' ada')
  textOf(there.scene).insert(0, 'bob ')
  ada.goOnline()
  bob.goOnline()
  await until(() => isSaved(here) && isSaved(there), 'both are saved')
  await until(() => wordsOf(here) === wordsOf(there), 'both see the same')
  expect(await storedWords(node)).toBe('bob and ada')
  await bob.shutDown()
})

test('unsaved edits follow a world that was renamed meanwhile', async () => {
  const away = ada.open(server, GARDEN)
  await away.replica.ready
  await untilSaved(away.replica)
  ada.goOffline()
  write(away.replica, 'moved along')
  const park = parseAddress('ada/park')!
  const world = (await node.store.find(GARDEN))!
  await node.store.rename(world.key, park)
  await node.sync.close(world.key, CLOSE.moved, 'It has moved.')
  await away.close()
  ada.goOnline()
  const { replica, device } = ada.open(server, park)
  await untilSaved(replica)
  expect(await storedWords(node, park)).toBe('moved along')
  expect((await knownWorlds(device)).map(({ address }) => address)).toEqual([park])
})

describe('a server that closes for good', () => {
  test.each([
    [CLOSE.binned, 'binned'],
    [CLOSE.moved, 'moved'],
    [CLOSE.missing, 'missing'],
    [CLOSE.right, 'right'],
    [CLOSE.signIn, 'signIn'],
  ])('with %i shows why, keeps what is unsaved, and goes on when asked to', async (code, reason) => {
    const { replica } = ada.open(server, GARDEN)
    await replica.ready
    await untilSaved(replica)
    const world = (await node.store.find(GARDEN))!
    await node.sync.close(world.key, code, 'for good')
    await until(() => replica.sync.state === 'closed', 'the mark says closed')
    expect(replica.sync).toEqual({ state: 'closed', reason, text: 'for good' })
    write(replica, 'later')
    expect(replica.sync).toEqual({ state: 'closed', reason, text: 'for good' })
    replica.reconnect()
    await untilSaved(replica)
    expect(await storedWords(node)).toBe('later')
  })
})

test('a node that stops and comes back gets what was written meanwhile', async () => {
  const { replica } = ada.open(server, GARDEN)
  await replica.ready
  write(replica, 'before ')
  await untilSaved(replica)
  const { port, store } = node
  await node.stop()
  write(replica, 'meanwhile')
  await until(() => replica.sync.state === 'offline', 'the mark says offline')
  node = await startNode({ port, store })
  await untilSaved(replica)
  expect(await storedWords(node)).toBe('before meanwhile')
})

test('a server whose disk fails is not asked too often, and gets everything once it works', async () => {
  const { port, store } = node
  const clock = turnClock(20)
  const patient = new Machine('ada', { clock })
  const { replica } = patient.open(server, GARDEN)
  await untilSaved(replica)
  await node.stop()
  const disk = { isFull: true }
  const append = store.append.bind(store)
  store.append = (updates) =>
    disk.isFull ? Promise.reject(new StoreFault('The disk is full.')) : append(updates)
  node = await startNode({ port, store })
  let opened = 0
  patient.wiretap = (event, _frame, document) => {
    if (event === 'open' && document === 'scene') opened += 1
    return 'pass'
  }
  write(replica, 'patience')
  const start = clock.now()
  await until(() => opened >= 5, 'it has tried five times')
  // The waits double from 0.1 s at least: 0.1 + 0.2 + 0.4 + 0.8.
  expect(clock.now() - start).toBeGreaterThan(1_400)
  expect(replica.sync).toMatchObject({ changes: 1 })
  disk.isFull = false
  await untilSaved(replica)
  expect(await storedWords(node)).toBe('patience')
  await patient.shutDown()
})
