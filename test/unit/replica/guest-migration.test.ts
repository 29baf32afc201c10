// A guest signs in to an account on the same browser: all the guest's data on it goes over, once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { AbsenceStates } from '../../../shared/history/merge/compare-absence.ts'
import { keepAbsence, readAbsence } from '../../../client/replica/absence.ts'
import { knownWorlds } from '../../../client/replica/storage/known-worlds.ts'
import { answer } from '../../../client/replica/storage/database.ts'
import type { Device } from '../../../client/replica/storage/device.ts'
import { databasesOf, eraseMember } from '../../../client/replica/storage/device.ts'
import { unsavedWorlds } from '../../../client/replica/storage/known-worlds.ts'
import { migrateGuestData } from '../../../client/replica/storage/guest-migration.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { Machine } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, storedWords, untilKept, untilSaved, wordsIn, wordsOf, write } from './writing.ts'

let node: Node
let guest: Machine
let account: Machine

beforeEach(async () => {
  node = await startNode()
  guest = new Machine('guest', { clock: turnClock(20) })
  account = new Machine('account', { clock: turnClock(20), disk: guest.disk })
})

afterEach(async () => {
  await Promise.all([guest.shutDown(), account.shutDown()])
  await node.stop()
})

const openAsGuest = () => guest.open(node.serverFor(guest.member), GARDEN)
const openAsAccount = () => account.open(node.serverFor(account.member), GARDEN)

/**
 * A guest has written something that is saved, and something without a network; then the account signs in.
 */
async function guestWasHere(): Promise<void> {
  const tab = openAsGuest()
  await untilSaved(tab.replica)
  write(tab.replica, 'one ')
  await untilSaved(tab.replica)
  guest.goOffline()
  write(tab.replica, 'two ')
  write(tab.replica, 'three ')
  await untilKept(tab.replica, 2)
  await tab.close()
  await signIn()
}

const signIn = (): Promise<void> =>
  node.sync.claim(guest.member, account.member, () => node.store.claimClients(guest.member, account.member))

const withBoth = <T>(use: (from: Device, to: Device) => Promise<T>): Promise<T> =>
  guest.withDevice((from) => account.withDevice((to) => use(from, to)))

const rowsOf = (machine: Machine): Promise<number> =>
  machine.withDevice(({ database }) =>
    database.read(['worlds', 'rows', 'unsaved', 'copies'], async (transaction) => {
      const counts = [...transaction.objectStoreNames].map((name) =>
        answer(transaction.objectStore(name).count()),
      )
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
    }),
  )

describe('what a guest left on the device', () => {
  test('is the account’s: it opens without a network, and what was unsaved is saved as the account’s', async () => {
    await guestWasHere()
    expect(await withBoth(migrateGuestData)).toBeGreaterThan(2)
    expect(await rowsOf(guest)).toBe(0)
    account.isOnline = false
    const { replica } = openAsAccount()
    await replica.ready
    expect(wordsOf(replica)).toBe('one two three ')
    account.goOnline()
    await untilSaved(replica)
    expect(await storedWords(node)).toBe('one two three ')
    await until(async () => (await account.unsavedOnDisk()) === 0, 'the device knows it')
  })

  test('is there once, when the page ended between the two writes and it is done again', async () => {
    await guestWasHere()
    await withBoth(async (from, to) => {
      guest.isDiskFull = true
      await expect(migrateGuestData(from, to)).rejects.toThrow('cannot save')
    })
    guest.isDiskFull = false
    // The account has it and works with it, before the guest's is gone.
    const early = openAsAccount()
    await untilSaved(early.replica)
    await early.close()
    expect(await rowsOf(guest)).toBeGreaterThan(0)
    await withBoth(migrateGuestData)
    expect(await rowsOf(guest)).toBe(0)
    const { replica } = openAsAccount()
    await untilSaved(replica)
    expect(await storedWords(node)).toBe('one two three ')
  })

  test('[R6] is an absence that nobody has read, too, and comes before a later one of the account', async () => {
    const missed = (since: number): AbsenceStates => {
      const state = Y.encodeStateAsUpdate(new Y.Doc())
      return { since, until: since + 1, before: state, mine: state, theirs: state }
    }
    const tab = openAsGuest()
    await untilSaved(tab.replica)
    const world = tab.replica.world ?? expect.unreachable()
    await tab.close()
    await signIn()
    await guest.withDevice((device) => keepAbsence(device, world, [missed(1)]))
    await account.withDevice((device) => keepAbsence(device, world, [missed(2)]))
    await withBoth(migrateGuestData)
    expect(await guest.withDevice((device) => readAbsence(device, world))).toBeNull()
    const { replica } = openAsAccount()
    await until(() => replica.absences.now?.length === 2, 'both are told')
    expect(replica.absences.now).toEqual([missed(1), missed(2)])
  })

  test('stays the guest’s as a whole while the device cannot write it', async () => {
    await guestWasHere()
    const before = await rowsOf(guest)
    account.isDiskFull = true
    await expect(withBoth(migrateGuestData)).rejects.toThrow('cannot save')
    account.isDiskFull = false
    expect(await rowsOf(guest)).toBe(before)
    expect(await rowsOf(account)).toBe(0)
  })

  test('comes to what the account itself has here, unsaved work and all', async () => {
    const own = openAsAccount()
    await untilSaved(own.replica)
    account.goOffline()
    write(own.replica, 'mine ')
    await untilKept(own.replica, 1)
    await own.close()
    await guestWasHere()
    const [known] = await account.withDevice(knownWorlds)
    await withBoth(migrateGuestData)
    expect(await account.withDevice(knownWorlds)).toEqual([known])
    account.isOnline = true
    const { replica } = openAsAccount()
    await untilSaved(replica)
    const words = await storedWords(node)
    expect(words).toContain('one two three ')
    expect(words).toContain('mine ')
  })

  test('is taken up by a tab of the account that is open meanwhile', async () => {
    const tab = openAsAccount()
    await untilSaved(tab.replica)
    await guestWasHere()
    await withBoth(migrateGuestData)
    await until(async () => (await storedWords(node)) === 'one two three ', 'the open tab sends it', 20_000)
  })

  test('goes along as copies, too', async () => {
    const tab = openAsGuest()
    await untilSaved(tab.replica)
    guest.goOffline()
    write(tab.replica, 'refused')
    node.setRight('see')
    guest.goOnline()
    await until(() => tab.replica.sync.state === 'refused', 'it is refused')
    await tab.close()
    await withBoth(migrateGuestData)
    const [copy] = await account.withDevice(({ copies }) => copies.list())
    expect(copy && wordsIn(copy.mine)).toBe('refused')
    expect(await guest.withDevice(({ copies }) => copies.list())).toEqual([])
  })
})

describe('who goes', () => {
  test('is told what is unsaved, by world', async () => {
    expect(await guest.withDevice(unsavedWorlds)).toEqual([])
    await guestWasHere()
    expect(await guest.withDevice(unsavedWorlds)).toMatchObject([{ changes: 2, world: { address: GARDEN } }])
    expect(await account.withDevice(unsavedWorlds)).toEqual([])
  })

  test('leaves nothing behind, and what is another’s stays', async () => {
    await guestWasHere()
    const other = openAsAccount()
    await untilSaved(other.replica)
    await other.close()
    const { disk } = guest
    const names = async () => (await disk.databases()).map(({ name }) => name)
    expect(await names()).toContain(`inkland ${guest.member}`)
    expect(await eraseMember(disk, guest.member)).toBe(true)
    for (const name of databasesOf(guest.member)) expect(await names()).not.toContain(name)
    expect(await rowsOf(account)).toBeGreaterThan(0)
  })

  test('leaves nothing behind in a tab that is still open, either', async () => {
    const tab = openAsGuest()
    await untilSaved(tab.replica)
    expect(await eraseMember(guest.disk, guest.member)).toBe(true)
  })
})

test('a page sends nothing on the session of somebody else, and keeps what it has', async () => {
  const before = openAsGuest()
  await untilSaved(before.replica)
  guest.goOffline()
  write(before.replica, 'hers')
  await untilKept(before.replica, 1)
  await before.close()
  guest.isOnline = true
  const { replica } = guest.open(node.serverFor(account.member), GARDEN)
  await until(() => replica.sync.state === 'closed', 'the node closes it')
  expect(replica.sync).toMatchObject({ reason: 'signIn' })
  expect(await storedWords(node)).toBe('')
  expect(await guest.unsavedOnDisk()).toBe(1)
})
