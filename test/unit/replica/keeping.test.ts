// The truth about the work that a device keeps: when it cannot, when the browser clears it, and when one
// removes it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findKnown } from '../../../client/replica/storage/known-worlds.ts'
import { troubleIn } from '../../../client/replica/storage/database.ts'
import { removeWorld, type Removed } from '../../../client/replica/line-removal.ts'
import type { Replica } from '../../../client/replica/replica.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { Machine, silenceBases } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, storedWords, untilKept, untilSaved, wordsIn, wordsOf, write } from './writing.ts'

let node: Node
let ada: Machine

beforeEach(async () => {
  node = await startNode()
  ada = new Machine('ada', { clock: turnClock(50) })
})

afterEach(async () => {
  await ada.shutDown()
  await node.stop()
})

const open = (machine = ada) => machine.open(node.serverFor(machine.member), GARDEN)

async function openSaved(words: string) {
  const tab = open()
  await untilSaved(tab.replica)
  write(tab.replica, words)
  await untilSaved(tab.replica)
  return tab
}

const isKnown = async (): Promise<boolean> =>
  (await ada.withDevice((device) => findKnown(device, GARDEN))) !== null

const untilWords = (replica: Replica, words: string) =>
  until(() => wordsOf(replica) === words, `it says “${words}”`)

describe('[R7] what is told of unsaved work', () => {
  test('is how much there is, in all tabs, since when, and that the device keeps it', async () => {
    const one = open()
    const other = open()
    await Promise.all([untilSaved(one.replica), untilSaved(other.replica)])
    expect(one.replica.keeping).toMatchObject({ changes: 0, since: null, trouble: null, otherTabs: 1 })
    ada.goOffline()
    write(one.replica, 'a')
    await untilKept(other.replica, 1)
    write(other.replica, 'b')
    await Promise.all([untilKept(one.replica, 2), untilKept(other.replica, 2)])
    expect(one.replica.keeping).toMatchObject({ changes: 2, stored: 2, trouble: null })
    expect(one.replica.keeping.since).toBe(other.replica.keeping.since)
    await other.close()
    await until(() => one.replica.keeping.otherTabs === 0, 'the other tab is gone')
  })

  test('says that nothing is kept where there is nothing to keep it in, and gives the work to take elsewhere', async () => {
    const bare = new Machine('ada', { hasDisk: false })
    const { replica } = open(bare)
    await untilSaved(replica)
    expect(replica.work.copy('a file')).toBeNull()
    bare.goOffline()
    write(replica, 'only here')
    expect(replica.keeping).toMatchObject({ changes: 1, stored: 0, trouble: 'none' })
    const copy = replica.work.copy('a file')
    expect(copy && wordsIn(copy.mine)).toBe('only here')
    expect(copy && wordsIn(copy.theirs)).toBe('')
    await bare.shutDown()
  })

  test('says so at once when the disk does not take it any more, also while all is saved, and when it does again', async () => {
    const { replica } = await openSaved('saved')
    const told: unknown[] = []
    replica.onKeeping(() => told.push(replica.keeping.trouble))
    ada.isDiskFull = true
    write(replica, ' more')
    await until(() => replica.keeping.trouble !== null, 'the trouble is told')
    await untilSaved(replica)
    ada.isDiskFull = false
    await until(() => replica.keeping.trouble === null, 'the end of it is told')
    expect(told).toContain('broken')
  })

  test('and a world that was opened meanwhile is in the book afterwards', async () => {
    ada.isDiskFull = true
    const { replica } = open()
    await untilSaved(replica)
    await until(() => replica.keeping.trouble !== null, 'the trouble is told')
    expect(await isKnown()).toBe(false)
    ada.isDiskFull = false
    await until(isKnown, 'it is in the book')
  })

  test.each([
    [new DOMException('no', 'QuotaExceededError'), 'full'],
    [new Error('aborted', { cause: new DOMException('no', 'QuotaExceededError') }), 'full'],
    [new DOMException('no', 'AbortError'), 'broken'],
    ['anything', 'broken'],
  ])('knows a full disk by what the browser throws', (error, trouble) =>
    expect(troubleIn(error)).toBe(trouble),
  )
})

test('[R7] a browser that forbids its store is told as that', async () => {
  const strict = new Machine('ada')
  strict.disk.open = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  }
  const { replica } = open(strict)
  await until(() => replica.keeping.trouble === 'refused', 'it is told')
  await untilSaved(replica)
  await strict.shutDown()
})

test('[R8] what the browser clears while it is open here is kept again, unsaved work first of all', async () => {
  const tab = await openSaved('saved')
  ada.goOffline()
  write(tab.replica, ', unsaved')
  await untilKept(tab.replica, 1)
  await ada.clearDisk()
  await until(() => tab.replica.keeping.clearings === 1, 'it is told')
  expect(tab.replica.keeping.changes).toBe(1)
  await untilKept(tab.replica, 1)
  await until(isKnown, 'it is in the book again')
  await ada.untilWritten()
  tab.crash()
  const again = open().replica
  await untilWords(again, 'saved, unsaved')
  ada.goOnline()
  await untilSaved(again)
  expect(await storedWords(node)).toBe('saved, unsaved')
})

test('[R8] so is a copy that this page made', async () => {
  const tab = await openSaved('saved')
  const { replica } = tab
  node.setRight('see')
  write(replica, ', refused')
  await until(() => replica.sync.state === 'refused', 'it is refused')
  await ada.untilWritten()
  await ada.clearDisk()
  await until(() => replica.keeping.clearings === 1, 'it is told')
  await until(isKnown, 'it is in the book again')
  await ada.untilWritten()
  tab.crash()
  const copies = await ada.withDevice((device) => device.copies.list())
  expect(copies.map(({ mine }) => wordsIn(mine))).toEqual(['saved, refused'])
})

describe('[R9] removing a world from the device', () => {
  async function remove(asCopy = false): Promise<Removed> {
    return ada.withDevice(async (device) => {
      const known = await findKnown(device, GARDEN)
      if (!known) throw new Error('it is not known here')
      return removeWorld(device, known, asCopy)
    })
  }
  test('takes all of it, and it comes again from the server', async () => {
    const tab = await openSaved('saved')
    await tab.close()
    expect(await remove()).toBe('removed')
    expect(await isKnown()).toBe(false)
    await untilWords(open().replica, 'saved')
  })

  test('is refused while a tab has it open', async () => {
    const tab = await openSaved('saved')
    expect(await remove()).toBe('open')
    await tab.close()
    expect(await remove()).toBe('removed')
  })

  test('a tab that slept through it writes again what it has', async () => {
    const tab = await openSaved('saved')
    const deaf = new Machine('ada', { disk: ada.disk, hasChannels: false })
    const done = await deaf.withDevice(async (device) => {
      const known = await findKnown(device, GARDEN)
      return known && removeWorld(device, known)
    })
    expect(done).toBe('removed')
    // The news that the sleeper hears when it wakes up.
    const { id, line } = tab.replica.world ?? { id: '', line: '' }
    const channel = new BroadcastChannel(ada.channelName(`inkland ada ${id}/${line}/scene`))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin, a window may not
    channel.postMessage({ type: 'removed' })
    await until(isKnown, 'it is in the book again')
    channel.close()
    await ada.untilWritten()
    tab.crash()
    ada.goOffline()
    await untilWords(open().replica, 'saved')
  })

  test('is refused while something is unsaved, unless that becomes a copy', async () => {
    const tab = await openSaved('saved')
    ada.goOffline()
    write(tab.replica, ', unsaved')
    await untilKept(tab.replica, 1)
    await tab.close()
    expect(await remove()).toBe('unsaved')
    expect(await isKnown()).toBe(true)
    expect(await remove(true)).toBe('removed')
    expect(await isKnown()).toBe(false)
    const [copy] = await ada.withDevice(({ copies }) => copies.list())
    expect(copy && wordsIn(copy.mine)).toBe('saved, unsaved')
    expect(copy && wordsIn(copy.theirs)).toBe('saved')
  })

  test('waits until what the unsaved work rests on can be read', async () => {
    const tab = await openSaved('saved')
    ada.goOffline()
    write(tab.replica, ', unsaved')
    await untilKept(tab.replica, 1)
    await tab.close()
    const mute = silenceBases(ada.disk)
    await expect(remove(true)).rejects.toThrow('cannot save')
    mute.end()
    expect(await isKnown()).toBe(true)
    expect(await remove(true)).toBe('removed')
    const copies = await ada.withDevice((device) => device.copies.list())
    expect(copies.map(({ mine }) => wordsIn(mine))).toEqual(['saved, unsaved'])
  })
})
