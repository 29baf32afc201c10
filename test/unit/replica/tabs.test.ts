import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { Machine } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, storedWords, textOf, untilKept, untilSaved, wordsOf, write } from './writing.ts'
import { IS_HARD } from '../../hard.ts'

let node: Node
let ada: Machine
let server: string

beforeEach(async () => {
  node = await startNode()
  ada = new Machine('ada', { clock: turnClock(50) })
  server = node.serverFor(ada.member)
})

afterEach(async () => {
  await ada.shutDown()
  await node.stop()
})

async function twoTabs(machine = ada) {
  const one = machine.open(server, GARDEN)
  const other = machine.open(server, GARDEN)
  await Promise.all([untilSaved(one.replica), untilSaved(other.replica)])
  return { one, other }
}

describe('tabs of one browser', () => {
  test('see each other while there is no network, and count the same unsaved edits', async () => {
    const { one, other } = await twoTabs()
    ada.goOffline()
    write(one.replica, 'one')
    await until(() => wordsOf(other.replica) === 'one', 'the other tab sees it')
    write(other.replica, ' other')
    await until(() => wordsOf(one.replica) === 'one other', 'the first tab sees it')
    await Promise.all([untilKept(one.replica, 2), untilKept(other.replica, 2)])
    expect(one.replica.sync).toEqual({ state: 'offline', changes: 2, stored: 2, keeps: true })
    expect(other.replica.sync).toEqual(one.replica.sync)
    ada.goOnline()
    await Promise.all([untilSaved(one.replica), untilSaved(other.replica)])
    expect(await storedWords(node)).toBe('one other')
  })

  test('write in turns without a network, each on top of the other, and all of it is saved', async () => {
    const { one, other } = await twoTabs()
    ada.goOffline()
    let words = ''
    for (const word of ['a ', 'b ', 'c ', 'd ', 'e ', 'f ']) {
      const tab = words.length % 4 === 0 ? one : other
      write(tab.replica, word)
      words += word
      const sofar = words
      await until(() => wordsOf(one.replica) === sofar && wordsOf(other.replica) === sofar, 'both see it')
    }
    ada.goOnline()
    await Promise.all([untilSaved(one.replica), untilSaved(other.replica)])
    expect(await storedWords(node)).toBe(words)
    expect(await one.device.copies.list()).toEqual([])
  })

  test('what is taken back in one opens nothing again in another that closes', async () => {
    const { one, other } = await twoTabs()
    ada.goOffline()
    write(one.replica, 'refused')
    await until(() => wordsOf(other.replica) === 'refused', 'the other tab sees it')
    const keys = Array.from(one.replica.work.ledger.unsaved, ({ key }) => key)
    const { presence } = other.replica
    let opened = 0
    ada.wiretap = (event, _frame, document) => {
      if (event === 'open' && document === 'scene') opened += 1
      return 'pass'
    }
    await one.close()
    ada.isOnline = true
    const closing = other.replica.close()
    const { id, line } = other.replica.world ?? expect.unreachable()
    const channel = new BroadcastChannel(ada.channelName(`inkland ada ${id}/${line}/scene`))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin, a window may not
    channel.postMessage({ type: 'dropped', keys, code: 'right', text: 'No.', copy: null })
    await closing
    channel.close()
    expect(other.replica.presence).toBe(presence)
    await untilSaved(ada.open(server, GARDEN).replica)
    expect(opened).toBe(1)
  })

  test('what one writes down late is not unsaved again after the other one saved it', async () => {
    const { one, other } = await twoTabs()
    ada.goOffline()
    write(one.replica, 'one')
    await until(() => wordsOf(other.replica) === 'one', 'the other tab sees it')
    const late = Promise.withResolvers<void>()
    const { database } = other.device
    const put = database.write.bind(database)
    vi.spyOn(database, 'write').mockImplementation((...given) => late.promise.then(() => put(...given)))
    // It rests on the first word, which goes to the disk with it.
    write(other.replica, ' other')
    ada.goOnline()
    await Promise.all([untilSaved(one.replica), untilSaved(other.replica)])
    await one.close()
    late.resolve()
    await other.close()
    expect(await ada.unsavedOnDisk()).toBe(0)
  })

  test('a tab that opens without a network has what another one has not saved', async () => {
    const one = ada.open(server, GARDEN)
    await untilSaved(one.replica)
    ada.goOffline()
    write(one.replica, 'unsaved')
    const other = ada.open(server, GARDEN)
    await until(() => wordsOf(other.replica) === 'unsaved', 'the new tab sees it')
  })

  test('what a closed tab left is sent at once by one that is connected', async () => {
    const { one, other } = await twoTabs()
    ada.wiretap = (event) => (event === 'sent' ? 'lose' : 'pass')
    write(one.replica, 'left behind')
    await until(() => wordsOf(other.replica) === 'left behind', 'the other tab sees it')
    ada.wiretap = () => 'pass'
    await one.close()
    await untilSaved(other.replica)
    expect(await storedWords(node)).toBe('left behind')
  })

  test('what a killed tab left is sent by one that is connected, also when no tab heard of it', async () => {
    const deaf = new Machine('ada', { clock: turnClock(50), hasChannels: false })
    const { one, other } = await twoTabs(deaf)
    deaf.wiretap = (event) => (event === 'sent' ? 'lose' : 'pass')
    write(one.replica, 'left behind')
    await until(() => one.replica.sync.state === 'saving', 'it is being saved')
    await keptOnDisk(deaf)
    one.crash()
    deaf.wiretap = () => 'pass'
    await until(async () => (await storedWords(node)) === 'left behind', 'it is stored')
    await untilSaved(other.replica)
    await deaf.shutDown()
  })

  test('what a killed tab left is sent by the next one that opens', async () => {
    const one = ada.open(server, GARDEN)
    await untilSaved(one.replica)
    ada.goOffline()
    write(one.replica, 'left behind')
    await keptOnDisk(ada)
    one.crash()
    ada.goOnline()
    const next = ada.open(server, GARDEN)
    await untilSaved(next.replica)
    expect(await storedWords(node)).toBe('left behind')
  })

  /** Resolves when a tab that would open now had the unsaved words. */
  async function keptOnDisk(machine: Machine): Promise<void> {
    await until(async () => (await machine.unsavedOnDisk()) > 0, 'it is on the disk')
  }
})

test('two people in one browser do not see each other’s unsaved work', async () => {
  const bob = new Machine('bob', { disk: ada.disk })
  const hers = ada.open(server, GARDEN).replica
  await untilSaved(hers)
  ada.goOffline()
  write(hers, 'hers')
  await until(async () => (await ada.unsavedOnDisk()) > 0, 'it is on the disk')
  const his = bob.open(node.serverFor(bob.member), GARDEN).replica
  await untilSaved(his)
  expect(wordsOf(his)).toBe('')
  ada.goOnline()
  await untilSaved(hers)
  await until(() => wordsOf(his) === 'hers', 'he sees what she saved')
  await bob.shutDown()
})

const EDITS = IS_HARD ? 10_000 : 1_000

test(`${EDITS} edits offline in two tabs are all there once the network is back`, async () => {
  const { one, other } = await twoTabs()
  ada.goOffline()
  const tabs = [one.replica, other.replica]
  for (let number = 0; number < EDITS; number += 1) {
    const replica = tabs[number % 2]!
    textOf(replica.scene).insert(0, `<${number}>`)
    if (number % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await until(
    () => tabs.every(({ sync }) => sync.state === 'offline' && sync.changes === EDITS),
    'both tabs know of all edits',
  )
  ada.goOnline()
  await until(() => tabs.every(({ sync }) => sync.state === 'saved'), 'all is saved')
  const words = await storedWords(node)
  const found = words.match(/<\d+>/g) ?? []
  expect(found.length).toBe(EDITS)
  expect(new Set(found).size).toBe(EDITS)
  expect(wordsOf(one.replica)).toBe(words)
})
