import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { IDBFactory } from 'fake-indexeddb'
import * as Y from 'yjs'
import { findKnown, knownWorlds } from '../../../client/replica/storage/known-worlds.ts'
import { removeWorld } from '../../../client/replica/line-removal.ts'
import { answer, deleteAll } from '../../../client/replica/storage/database.ts'
import { readPlace, readUnsaved } from '../../../client/replica/storage/places.ts'
import { placeOf } from '../../../client/replica/storage/stored-rows.ts'
import { ANONYMOUS, makeLineId, makeWorldId } from '../../../shared/world/address.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { Machine, type Tab } from './machine.ts'
import { startNode, type Node } from './node.ts'
import {
  GARDEN,
  sceneOnDevice,
  storedWords,
  untilOnDevice,
  textOf,
  untilSaved,
  wordsIn,
  wordsOf,
  write,
} from './writing.ts'

let node: Node
let ada: Machine
let server: string

beforeEach(async () => {
  node = await startNode()
  ada = new Machine('ada', { clock: turnClock(20) })
  server = node.serverFor(ada.member)
})

afterEach(async () => {
  await ada.shutDown()
  await node.stop()
})

const tables = ({ device, replica }: Tab) => readPlace(device.database, placeOf(replica.world!, 'scene'))

describe('a device that cannot keep things', () => {
  test('because its disk is full lets one write on, says so, and keeps all once there is room', async () => {
    const tab = ada.open(server, GARDEN)
    const { replica } = tab
    await untilSaved(replica)
    ada.goOffline()
    ada.isDiskFull = true
    write(replica, 'not kept ')
    expect(replica.sync).toMatchObject({ state: 'offline', changes: 1 })
    await until(
      () => replica.sync.state === 'offline' && !replica.sync.keeps,
      'the mark says that it is not kept',
    )
    write(replica, 'yet')
    expect(wordsOf(replica)).toBe('not kept yet')
    ada.isDiskFull = false
    await until(() => replica.sync.state === 'offline' && replica.sync.keeps, 'the mark says that it is kept')
    expect((await tables(tab)).unsaved.length).toBe(2)
    tab.crash()
    const next = ada.open(server, GARDEN)
    await until(() => wordsOf(next.replica) === 'not kept yet', 'the next tab shows it')
  })

  test('[R1] because its browser never answers opens the world within 5 s, says so, and saves', async () => {
    // Seen of Chromium and Safari: an open that neither succeeds nor fails.
    const disk = Object.assign(new IDBFactory(), { open: () => new EventTarget() as IDBOpenDBRequest })
    const clock = turnClock(20)
    const silent = new Machine('ada', { clock, disk })
    const begun = clock.now()
    const { replica } = silent.open(server, GARDEN)
    await replica.ready
    await untilSaved(replica)
    expect(clock.now() - begun).toBeLessThan(5_000)
    await until(() => replica.keeping.trouble === 'silent', 'the mark says that nothing is kept')
    write(replica, 'saved')
    await untilSaved(replica)
    expect(await storedWords(node)).toBe('saved')
    await silent.shutDown()
  })

  test('still saves to the server', async () => {
    ada.isDiskFull = true
    const { replica } = ada.open(server, GARDEN)
    await replica.ready
    write(replica, 'saved')
    await untilSaved(replica)
    expect(await storedWords(node)).toBe('saved')
  })

  test('has the server’s state whole once there is room, also what came meanwhile', async () => {
    const tab = ada.open(server, GARDEN)
    await untilSaved(tab.replica)
    ada.isDiskFull = true
    for (const word of ['one ', 'two ', 'three ']) {
      write(tab.replica, word)
      await untilSaved(tab.replica)
    }
    ada.isDiskFull = false
    write(tab.replica, 'four')
    await untilSaved(tab.replica)
    await until(
      async () => textOf(await sceneOnDevice(tab)).toJSON() === 'one two three four',
      'all is on the device',
    )
  })

  test('says so also when only the work of others cannot be kept, until it can', async () => {
    const bob = new Machine('bob')
    const his = bob.open(node.serverFor(bob.member), GARDEN).replica
    const tab = ada.open(server, GARDEN)
    await Promise.all([untilSaved(his), untilSaved(tab.replica)])
    await untilOnDevice(tab)
    ada.isDiskFull = true
    write(his, 'his')
    await until(() => wordsOf(tab.replica) === 'his', 'she sees it')
    ada.goOffline()
    await until(() => tab.replica.sync.state === 'offline' && !tab.replica.sync.keeps, 'the mark says it')
    ada.isDiskFull = false
    await until(() => tab.replica.sync.state === 'offline' && tab.replica.sync.keeps, 'it is kept')
    tab.crash()
    const next = ada.open(server, GARDEN)
    await next.replica.ready
    expect(wordsOf(next.replica)).toBe('his')
    await bob.shutDown()
  })

  test('because it has no IndexedDB says so, and works with a network', async () => {
    const bare = new Machine('ada', { hasDisk: false })
    const { replica } = bare.open(server, GARDEN)
    await untilSaved(replica)
    bare.goOffline()
    write(replica, 'held in memory')
    expect(replica.sync).toEqual({ state: 'offline', changes: 1, stored: 0, keeps: false })
    bare.goOnline()
    await untilSaved(replica)
    expect(await storedWords(node)).toBe('held in memory')
    await bare.shutDown()
  })

  test('has a refused edit as a copy all the same, as long as the page is open', async () => {
    const bare = new Machine('ada', { hasDisk: false })
    const { replica, device } = bare.open(server, GARDEN)
    await untilSaved(replica)
    node.setRight('see')
    write(replica, 'forbidden')
    await until(() => replica.sync.state === 'refused', 'it is refused')
    expect((await device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['forbidden'])
    await bare.shutDown()
  })

  test('does not lose a copy to a full disk: it is written once there is room', async () => {
    const tab = ada.open(server, GARDEN)
    await untilSaved(tab.replica)
    ada.goOffline()
    write(tab.replica, 'forbidden')
    await until(async () => (await ada.unsavedOnDisk()) === 1, 'it is on the disk')
    ada.isDiskFull = true
    node.setRight('see')
    ada.goOnline()
    await until(() => tab.replica.sync.state === 'refused', 'it is refused')
    expect(await ada.unsavedOnDisk()).toBe(1)
    ada.isDiskFull = false
    await until(async () => (await ada.unsavedOnDisk()) === 0, 'it is unsaved no more')
    await tab.close()
    const next = ada.open(server, GARDEN)
    expect((await next.device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['forbidden'])
  })

  test('has one copy of what an earlier tab left, however often it looks at a full disk that still has it', async () => {
    const first = ada.open(server, GARDEN)
    await untilSaved(first.replica)
    ada.goOffline()
    write(first.replica, 'forbidden')
    await first.close()
    node.setRight('see')
    ada.isDiskFull = true
    ada.goOnline()
    const { replica, device } = ada.open(server, GARDEN)
    await until(() => replica.sync.state === 'refused', 'it is refused')
    // It looks for what others left each half second.
    for (let looks = 0; looks < 3; looks += 1) {
      await new Promise((resolve) => setTimeout(resolve, 400))
      expect([replica.sync.state, (await device.copies.list()).length]).toEqual(['refused', 1])
    }
  })
})

test('unsaved edits wait for the server’s state when the device has lost it', async () => {
  const first = ada.open(server, GARDEN)
  await untilSaved(first.replica)
  write(first.replica, 'saved, ')
  await untilSaved(first.replica)
  ada.goOffline()
  write(first.replica, 'unsaved')
  const place = placeOf(first.replica.world!, 'scene')
  await first.close()
  await ada.withDevice(({ database }) =>
    database.write(['rows'], (transaction) => deleteAll(transaction.objectStore('rows'), 'place', place)),
  )

  const { replica } = ada.open(server, GARDEN)
  await until(() => replica.sync.state === 'offline', 'the mark says offline')
  expect(replica.sync).toEqual({ state: 'offline', changes: 1, stored: 1, keeps: true })
  ada.goOnline()
  await replica.ready
  await untilSaved(replica)
  expect(wordsOf(replica)).toBe('saved, unsaved')
  expect(await storedWords(node)).toBe('saved, unsaved')
})

test('what the device keeps of a long history stays small', async () => {
  const tab = ada.open(server, GARDEN)
  await untilSaved(tab.replica)
  for (let number = 0; number < 450; number += 1) {
    write(tab.replica, `${number} `)
    await untilSaved(tab.replica)
    const journal = await tables(tab)
    expect(journal.rows.length).toBeLessThanOrEqual(201)
  }
  await tab.close()
  ada.goOffline()
  const { replica } = ada.open(server, GARDEN)
  await replica.ready
  expect(wordsOf(replica)).toBe(await storedWords(node))
})

describe('the device’s book', () => {
  test('knows the worlds that were opened, with their titles, last opened first', async () => {
    const tab = ada.open(server, GARDEN)
    await untilSaved(tab.replica)
    await until(async () => (await knownWorlds(tab.device)).length === 1, 'it is in the book')
    expect(await knownWorlds(tab.device)).toMatchObject([
      { ...tab.replica.world, address: GARDEN, title: 'garden' },
    ])
  })

  test('forgets a world, but not one with unsaved work unless that becomes a copy', async () => {
    const tab = ada.open(server, GARDEN)
    await untilSaved(tab.replica)
    ada.goOffline()
    write(tab.replica, 'unsaved')
    await tab.close()
    await ada.withDevice(async (device) => {
      const known = (await findKnown(device, GARDEN)) ?? expect.unreachable()
      expect(await removeWorld(device, known)).toBe('unsaved')
      expect(await knownWorlds(device)).toEqual([known])
      expect(await removeWorld(device, known, true)).toBe('removed')
      expect(await knownWorlds(device)).toEqual([])
      expect((await device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['unsaved'])
    })
    expect(await ada.unsavedOnDisk()).toBe(0)
  })
})

/** A document with something under one root. */
function written(name: string): { clientID: number; bytes: Uint8Array } {
  const document = new Y.Doc()
  document.getMap(name).set('now', 'it rains')
  return { clientID: document.clientID, bytes: Y.encodeStateAsUpdate(document) }
}

test('what happens is read from the server, and from the device without a network', async () => {
  // The world's owner alone writes live, so its log is written here as the owner will.
  const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
  const update = (name: string) => {
    const { clientID, bytes } = written(name)
    return { bytes, member: ANONYMOUS, at: 1, claims: [clientID] }
  }
  const world = await node.store.create({
    id: makeWorldId(random),
    line: makeLineId(random),
    address: GARDEN,
    title: 'garden',
    at: 1,
    scene: [update('meta')],
  })
  const document = { world: world!.key, kind: 'live' } as const
  await node.store.append([{ document, ...update('live') }])

  const now = ({ replica }: Tab) => replica.live.getMap('live').get('now')
  const here = ada.open(server, GARDEN)
  await until(() => now(here) === 'it rains', 'it is read from the server')
  await here.close()
  ada.goOffline()
  const away = ada.open(server, GARDEN)
  await until(() => now(away) === 'it rains', 'it is read from the device')
})

test('what was made on top of something lost becomes a copy, and is not sent for ever', async () => {
  const first = ada.open(server, GARDEN)
  await untilSaved(first.replica)
  await untilOnDevice(first)
  ada.goOffline()
  write(first.replica, 'lost ')
  write(first.replica, 'kept')
  const place = placeOf(first.replica.world!, 'scene')
  await first.close()
  await ada.withDevice(async ({ database }) => {
    const [lost] = await readUnsaved(database, place)
    await database.write(['unsaved'], (transaction) =>
      answer(transaction.objectStore('unsaved').delete([place, lost!.key])),
    )
  })
  ada.goOnline()
  const { replica, device } = ada.open(server, GARDEN)
  await until(() => replica.sync.state === 'refused', 'it is refused')
  expect(replica.sync).toMatchObject({ code: 'missing' })
  expect((await device.copies.list()).length).toBe(1)
  expect(await ada.unsavedOnDisk()).toBe(0)
  write(replica, 'and on')
  await until(async () => (await storedWords(node)) === 'and on', 'what is new is stored')
})
